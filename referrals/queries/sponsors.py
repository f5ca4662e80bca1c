"""A sponsor, his code and the friends he has brought. Ids that were merged into his count
as his.
"""

from django.db.models import Prefetch, QuerySet

from points import queries as ledger
from referrals.models import Referral, Reward, Sponsor, Terms
from shop import queries as shops
from shop.models import Customer, Order, Shop


def sponsor_of(customer: Customer) -> Sponsor | None:
    """His own code; it stays what it was when he accepts newer conditions."""
    rows = Sponsor.objects.filter(customer=customer).select_related("accepted")
    return rows.first()


def sponsor_called(shop: Shop, code: str) -> Sponsor | None:
    """Whom a code names, where that is still somebody."""
    rows = Sponsor.objects.filter(shop=shop, code=code.strip().upper())
    found = rows.select_related("customer").first()
    return found if found and found.customer.erased_at is None else None


def orders_missing(customer: Customer, terms: Terms) -> int:
    """How many orders that stand he still has to place before he can bring friends.

    Five queries at most, none where none is asked for.
    """
    if not terms.sponsor_orders:
        return 0
    versions = ledger.RulesByTime(customer.shop)
    orders = Order.objects.filter(customer=customer, qualified_at__isnull=False)
    stand = [
        order
        for order in orders.order_by("placed_at", "pk")[: terms.sponsor_orders + 20]
        if ledger.qualifies(order, versions.at(ledger.instant_of(order)))
    ]
    return max(0, terms.sponsor_orders - len(stand))


def brought(customer: Customer) -> QuerySet[Referral]:
    """The latest first, each with the sponsor's rewards at hand."""
    own = Reward.objects.filter(side=Reward.Side.SPONSOR, taken_back_at=None)
    return (
        Referral.objects.filter(sponsor__in=shops.family(customer))
        .select_related("friend", "terms")
        .prefetch_related(Prefetch("rewards", own.select_related("voucher"), "given"))
        .order_by("-created_at", "-pk")
    )


def earned(customer: Customer) -> QuerySet[Reward]:
    """What he has been given for friends and not lost again."""
    return Reward.objects.filter(
        side=Reward.Side.SPONSOR,
        taken_back_at=None,
        referral__sponsor__in=shops.family(customer),
    )
