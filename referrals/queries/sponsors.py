"""A sponsor, their code and the friends they have brought.

``merged_ids`` are all ids of one customer, those that were merged into them included.
"""

from collections.abc import Collection

from django.db.models import Count, Prefetch, Q, QuerySet

from referrals.models import Referral, ReferralReward, ReferralTerms, Sponsor
from shop.models import Customer, Order, Shop


def sponsor_of(customer: Customer) -> Sponsor | None:
    """Return the customer's code; accepting newer terms does not change it. Queries: 1."""
    rows = Sponsor.objects.filter(customer=customer).select_related("accepted")
    return rows.first()


def sponsor_by_code(shop: Shop, code: str) -> Sponsor | None:
    """Return the sponsor whom a code names; None where they were erased. Queries: 1."""
    # Codes are typed by hand: neither case nor blanks around them count.
    rows = Sponsor.objects.filter(shop=shop, code=code.strip().upper())
    found = rows.select_related("customer").first()
    return found if found and found.customer.erased_at is None else None


def orders_missing(customer: Customer, terms: ReferralTerms) -> int:
    """Return how many more orders that count the customer needs before they can bring
    friends. The parts of one purchase are one.

    Queries: 1, 0 where the terms ask for no order.
    """
    if not terms.sponsor_orders:
        return 0
    counting = Order.objects.filter(customer=customer, counts=True)
    # Most orders are a purchase by themselves and name none.
    alone = Q(purchase="")
    found = counting.aggregate(
        alone=Count("pk", filter=alone),
        together=Count("purchase", filter=~alone, distinct=True),
    )
    return max(0, terms.sponsor_orders - int(found["alone"] + found["together"]))


def referrals_by(merged_ids: Collection[int]) -> QuerySet[Referral]:
    """Return those of a sponsor, the latest first, each with its living rewards as
    ``given``.
    """
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
    """Return those with the customer on either side, the latest first."""
    rows = Referral.objects.filter(Q(sponsor__in=merged_ids) | Q(friend__in=merged_ids))
    return rows.select_related("sponsor", "friend").order_by("-created_at", "-pk")


def status_of(friend: Customer) -> str:
    """How the referral stands that brought this customer; empty without one. Queries: 1."""
    rows = Referral.objects.filter(friend=friend).order_by("pk")
    return rows.values_list("status", flat=True).first() or ""


def rewards_of(merged_ids: Collection[int]) -> QuerySet[ReferralReward]:
    """Return what a sponsor was given for friends and still has."""
    return ReferralReward.objects.filter(
        side=ReferralReward.Side.SPONSOR,
        clawed_back_at=None,
        referral__sponsor__in=merged_ids,
    )
