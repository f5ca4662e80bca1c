"""The lots of orders: whose they are, and which orders are not settled."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F, QuerySet

from earning.models import RuleVersion
from earning.queries.entitlement import entitlement, money_of, multiplier_of
from earning.queries.versions import RulesByTime, instant_of
from earning.rules.frozen_terms import FrozenTerms
from points.models import Lot
from shop.models import Customer, Order, Shop


def lot_of(order: Order) -> Lot | None:
    """The lot that holds the points of the order's owner. Queries: 1."""
    rows = Lot.objects.filter(order=order, account=order.customer_id)
    return next(
        (lot for lot in rows.order_by("pk") if lot.owner_key == order.owner_key),
        None,
    )


def lots_of(orders: Collection[Order]) -> dict[int, Lot]:
    """``lot_of`` for each of these orders whose owner earns, by the order's primary key.

    Requires: customers at hand. Queries: 1.
    """
    found: dict[int, Lot] = {}
    by_pk = {order.pk: order for order in orders}
    for lot in Lot.objects.filter(order__in=by_pk).order_by("pk"):
        order = by_pk[lot.order_id or 0]
        if order.customer and order.customer.may_earn and lot.owner_key == order.owner_key:
            found.setdefault(order.pk, lot)
    return found


def lots_with_points(customers: Collection[int]) -> QuerySet[Lot]:
    """Those of orders whose net is positive."""
    lost = F("clawed_back") + F("expired_counted") + F("written_off")
    rows = Lot.objects.filter(account__in=customers, order__isnull=False)
    return rows.filter(issued__gt=lost)


def has_order_points(shop: Shop) -> bool:
    """Whether any order of the shop has given points that it still holds. Queries: 1."""
    lost = F("clawed_back") + F("expired_counted") + F("written_off")
    rows = Lot.objects.filter(shop=shop, order__isnull=False, issued__gt=lost)
    return rows.exists()


def first_time_buyers(customers: Iterable[Customer]) -> set[int]:
    """Keys of those of whom no order has points, nor counted before orders earned any:
    who has bought for years is no newcomer to a programme that begins today. Queries: 1.
    """
    keys = {customer.pk for customer in customers}
    history = Order.objects.filter(
        customer__in=keys, counts=True, placed_at__lt=F("shop__earns_since")
    )
    known = lots_with_points(keys).values_list("account")
    return keys - {pk for (pk,) in known.union(history.values_list("customer"))}


def frozen_terms_for(owner: Customer | None, version: RuleVersion) -> FrozenTerms:
    """What the lot of an order keeps that is settled for the first time.

    Queries: 1 where the version gives something for a first order.
    """
    first = bool(owner and version.earning.first_order and first_time_buyers([owner]))
    return FrozenTerms(multiplier=multiplier_of(owner), first_order=first)


def unsettled(orders: Sequence[Order]) -> list[str]:
    """Ids of the orders whose lots differ from what the facts entitle to.

    Requires: orders of one shop, with lines and customers at hand.
    Queries: 2.
    """
    if not orders:
        return []
    versions = RulesByTime(orders[0].shop)
    lots: dict[int, list[Lot]] = {}
    # Of erased customers nothing is settled any more.
    for lot in Lot.objects.filter(order__in=orders, account__customer__erased_at=None):
        lots.setdefault(lot.order_id or 0, []).append(lot)
    return [
        order.external_id
        for order in orders
        if not _is_settled(order, lots.get(order.pk, []), versions)
    ]


def _is_settled(
    order: Order,
    lots: list[Lot],
    versions: RulesByTime,
) -> bool:
    version = versions.at(instant_of(order))
    owner = order.customer if order.customer and order.customer.may_earn else None
    own = next(
        (lot for lot in lots if owner and lot.owner_key == order.owner_key),
        None,
    )
    # Lots of former owners are to be empty.
    if any(lot.net for lot in lots if lot is not own):
        return False
    if owner is None:
        return True
    # Without a lot yet, an order that earns nothing of its own is no first one either.
    frozen = own.frozen if own else FrozenTerms(multiplier=multiplier_of(owner))
    due = entitlement(order, money_of(order), version, frozen)
    return due == (own.net if own else 0)
