"""A sponsor, his code and the friends he has brought. Ids that were merged into his count
as his.
"""

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from core.names import is_name
from earning import queries as earning_queries
from referrals.models import Referral, ReferralReward, ReferralTerms, Sponsor
from shop.models import Customer, Order, Shop


def sponsor_of(customer: Customer) -> Sponsor | None:
    """His own code; it stays what it was when he accepts newer conditions."""
    rows = Sponsor.objects.filter(customer=customer).select_related("accepted")
    return rows.first()


def sponsor_by_code(shop: Shop, code: str) -> Sponsor | None:
    """Whom a code names, where that is still somebody."""
    rows = Sponsor.objects.filter(shop=shop, code=code.strip().upper())
    found = rows.select_related("customer").first()
    return found if found and found.customer.erased_at is None else None


def first_name_of(sponsor: Customer) -> str:
    """How he is named to others; what is no name is not repeated."""
    name = sponsor.first_name
    return name if name and is_name(name) else _("A customer")


def orders_missing(customer: Customer, terms: ReferralTerms) -> int:
    """How many orders that stand he still has to place before he can bring friends.

    Five queries at most, none where none is asked for.
    """
    if not terms.sponsor_orders:
        return 0
    versions = earning_queries.RulesByTime(customer.shop)
    orders = Order.objects.filter(customer=customer, qualified_at__isnull=False)
    stand = [
        order
        for order in orders.order_by("placed_at", "pk")[: terms.sponsor_orders + 20]
        if earning_queries.counts(order, versions.at(earning_queries.instant_of(order)))
    ]
    return max(0, terms.sponsor_orders - len(stand))


def referrals_by(merged_ids: Collection[int]) -> QuerySet[Referral]:
    """The latest first, each with the sponsor’s rewards at hand."""
    own = ReferralReward.objects.filter(
        side=ReferralReward.Side.SPONSOR, clawed_back_at=None
    )
    return (
        Referral.objects.filter(sponsor__in=merged_ids)
        .select_related("friend", "terms")
        .prefetch_related(Prefetch("rewards", own.select_related("voucher"), "given"))
        .order_by("-created_at", "-pk")
    )


def referrals_with(merged_ids: Collection[int]) -> QuerySet[Referral]:
    """Whom he has brought, and who has brought him; the latest first."""
    rows = Referral.objects.filter(Q(sponsor__in=merged_ids) | Q(friend__in=merged_ids))
    return rows.select_related("sponsor", "friend").order_by("-created_at", "-pk")


def rewards_of(merged_ids: Collection[int]) -> QuerySet[ReferralReward]:
    """What he has been given for friends and not lost again."""
    return ReferralReward.objects.filter(
        side=ReferralReward.Side.SPONSOR,
        clawed_back_at=None,
        referral__sponsor__in=merged_ids,
    )
