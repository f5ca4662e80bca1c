"""Whose account is looked at, and what comes with its customer."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from mailing import queries as mailing_queries
from mailing.mail_types import MailCategory
from points import queries as points_queries
from referrals import queries as referrals_queries
from shop import queries as shop_queries
from shop.models import Customer
from wishlist import queries as wishlist_queries

NEWSLETTER = "newsletter"

type Rows = QuerySet[Customer]


def with_menu(rows: Rows) -> Rows:
    """What every page of an account names in its menu."""
    return referrals_queries.with_parrainage(wishlist_queries.with_page(rows))


def with_account_page(rows: Rows) -> Rows:
    """All that the first page of an account tells of somebody beside his points: no query
    more, whatever there is to tell.
    """
    rows = points_queries.with_times(with_menu(rows), NEWSLETTER)
    rows = mailing_queries.with_latest_consent(rows, MailCategory.OFFERS)
    return referrals_queries.with_deal(wishlist_queries.with_glimpse(rows))


def with_newsletter(rows: Rows) -> Rows:
    return points_queries.with_times(with_menu(rows), NEWSLETTER)


def customer_of(
    shop: str, user: User | AnonymousUser, also: Callable[[Rows], Rows] = with_menu
) -> Customer | None:
    """The customer of this shop whose current e-mail the person has proven. One query.

    Found again at each request and stored nowhere: who may see an account is whoever
    holds the address that the shop states today. ``also`` is what the page wants to know
    of him besides.
    """
    return customer_with(shop, user.email, also) if user.is_authenticated else None


def customer_with(
    shop: str, email: str, also: Callable[[Rows], Rows] = with_menu
) -> Customer | None:
    """Whose account this address opens: the newest that is neither a guest's nor erased;
    of somebody who was merged, the one that is kept. One query.
    """
    rows = shop_queries.members_with([email.lower()]).filter(shop__code=shop)
    return also(shop_queries.canonical_of(rows).select_related("shop")).first()
