"""What an order should have given, and where the books say otherwise."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from core.rows import read
from points import rules
from points.models import Lot, RuleVersion
from shop.models import Customer, Order, OrderLine, Shop
from shop.rules import Line


def rules_at(shop: Shop, instant: datetime) -> RuleVersion:
    """The version in force; the first one covers all earlier time. One query."""
    [[version]] = read(
        """
        SELECT {version} FROM points_ruleversion version
        WHERE shop_id = %(shop)s AND (effective_from <= %(instant)s OR number = 1)
        ORDER BY number DESC LIMIT 1
        """,
        {"shop": shop.pk, "instant": instant},
        version=RuleVersion,
    )
    version.shop = shop
    return cast("RuleVersion", version)


class RulesByTime:
    """All versions of a shop, for work on many orders. One query."""

    def __init__(self, shop: Shop) -> None:
        rows = RuleVersion.objects.filter(shop=shop).select_related("shop")
        self._versions = list(rows.order_by("number"))

    def at(self, instant: datetime) -> RuleVersion:
        reached = [each for each in self._versions if each.effective_from <= instant]
        return reached[-1] if reached else self._versions[0]


def rules_of(order: Order) -> RuleVersion:
    """The version that settles the order: by the instant it qualified, or would have."""
    return rules_at(order.shop, _instant(order))


def entitlement(
    order: Order,
    lines: Iterable[Line],
    version: RuleVersion,
    multiplier: Decimal,
) -> int:
    """What the order should have given its owner, were he somebody who earns."""
    seen = {state: datetime.fromisoformat(at) for state, at in order.states_seen.items()}
    if order.qualified_at is None or not rules.qualifies(seen, version.earning):
        return 0
    amount = rules.base(
        list(lines),
        discount=order.discount,
        refunded_amount=order.refunded_amount,
        earning=version.earning,
    )
    return rules.earned(amount, earning=version.earning, multiplier=multiplier)


def priced_lines(order: Order) -> list[Line]:
    return [_priced(line) for line in order.lines.all()]


def _priced(line: OrderLine) -> Line:
    return Line(
        quantity=line.quantity,
        unit_price=line.unit_price,
        on_sale=line.on_sale,
        refunded_quantity=line.refunded_quantity,
        refunded_amount=line.refunded_amount,
    )


def out_of_step(orders: Sequence[Order]) -> list[str]:
    """Ids of the orders whose lots do not stand at what the facts entitle to.

    ``orders`` are of one shop, with lines and customers at hand. Two queries.
    """
    if not orders:
        return []
    versions = RulesByTime(orders[0].shop)
    lots: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(order__in=orders, account__customer__erased_at=None):
        lots.setdefault(lot.order_id or 0, []).append(lot)
    return [
        order.external_id
        for order in orders
        if not _in_step(order, lots.get(order.pk, []), versions)
    ]


def _in_step(order: Order, lots: list[Lot], versions: RulesByTime) -> bool:
    version = versions.at(_instant(order))
    owner = order.customer if order.customer and order.customer.may_earn else None
    stand = {lot.account_id: lot.posted for lot in lots if lot.posted}
    if owner is None:
        return not stand
    own = next((lot for lot in lots if lot.account_id == owner.pk), None)
    multiplier = own.multiplier if own else multiplier_of(owner)
    due = entitlement(order, priced_lines(order), version, multiplier)
    return stand == ({owner.pk: due} if due else {})


def _instant(order: Order) -> datetime:
    instant = order.qualified_at or order.paid_at or order.placed_at
    assert instant is not None, "a placeholder has no rules"
    return instant


def multiplier_of(owner: Customer | None) -> Decimal:
    """That of the group held just before the order's first settlement."""
    return owner.group.points_multiplier if owner and owner.group else Decimal(1)
