"""Find the customer of the person who is signed in, with what a page shows of them."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from earning.queries import versions as earning_versions
from mailing.models import MailCategory
from mailing.queries import consents as mailing_consents
from points.queries import rewards as points_rewards
from referrals.queries import terms as referrals_terms
from shop import queries as shop_queries
from shop.models import Customer
from wishlist.queries.lists import with_wishlist_summary
from wishlist.queries.settings import with_wishlist_settings

NEWSLETTER = "newsletter"

type Rows = QuerySet[Customer]


def with_menu(rows: Rows) -> Rows:
    """Add what the menu of every page names."""
    return referrals_terms.with_referrals_open(with_wishlist_settings(rows))


def with_account_page(rows: Rows) -> Rows:
    """Add all that the first page shows beside the points, without a query of its own."""
    # Annotations of one query: the page people open most asks as few as possible.
    rows = points_rewards.with_action_counts(with_menu(rows), NEWSLETTER)
    rows = earning_versions.with_coming_rules(rows, timezone.now())
    rows = mailing_consents.with_latest_consent(rows, MailCategory.OFFERS)
    return referrals_terms.with_referral_offer(with_wishlist_summary(rows))


def with_newsletter(rows: Rows) -> Rows:
    return points_rewards.with_action_counts(with_menu(rows), NEWSLETTER)


def customer_of(
    shop: str, user: User | AnonymousUser, also: Callable[[Rows], Rows] = with_menu
) -> Customer | None:
    """Return the customer of this shop whose current e-mail the person has proven. Queries:
    1.

    Asked at each request and stored nowhere: an account is open to whoever holds the
    address that the shop states today. ``also`` adds what the page shows.
    """
    # By the address, not by a stored id: when the shop changes it, access changes with it.
    return customer_with(shop, user.email, also) if user.is_authenticated else None


def customer_with(
    shop: str, email: str, also: Callable[[Rows], Rows] = with_menu
) -> Customer | None:
    """Return the customer whose account this address opens. Queries: 1.

    The newest that is neither a guest nor erased; of merged customers, the surviving one.
    """
    # An address may be proven by an id that was merged: its owner is whom that one became.
    rows = shop_queries.members_with([email.lower()]).filter(shop__code=shop)
    return also(shop_queries.canonical_of(rows).select_related("shop")).first()
