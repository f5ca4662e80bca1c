"""The shop's own money beside our books, order by order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Prefetch

from connectors.actions.access import connector_of
from connectors.contract import Money
from connectors.models import Connection, PendingRead, Reconciliation
from connectors.queries.past import history_since
from core.money import CENT, ZERO
from shop.models import Order, OrderLine
from shop.rules.amounts import goods_kept, shipping_kept
from shop.rules.notes import REFUND_ABOVE_PAID

LATELY = timedelta(days=90)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Unequal:
    """``why`` is a code: see ``phrases``. ``ours`` None: the order is not here."""

    order: str
    ours: Decimal | None
    shops: Decimal
    why: str

    @property
    def line(self) -> dict[str, str | None]:
        """As it is kept."""
        ours = None if self.ours is None else f"{self.ours:.2f}"
        return {
            "order": self.order,
            "ours": ours,
            "shops": f"{self.shops:.2f}",
            "why": self.why,
        }


def reconcile(
    *, connection: Connection, now: datetime, since: datetime | None = None
) -> Reconciliation:
    """Three queries per page of the shop. Raises what its answers are refused for."""
    begin = since or max(now - LATELY, history_since(connection) or now - LATELY)
    orders, unequal, difference = 0, 0, ZERO
    lines: list[dict[str, str | None]] = []
    for page in connector_of(connection).money(begin):
        said = [each for each in page if each.placed_at >= begin]
        orders += len(said)
        for found in _compare(connection, said):
            unequal += 1
            difference += (found.ours or ZERO) - found.shops
            lines.append(found.line)
    return Reconciliation.objects.create(
        connection=connection,
        made_at=now,
        since=begin,
        orders=orders,
        unequal=unequal,
        difference=difference,
        lines=lines[:SHOWN],
    )


def _compare(connection: Connection, said: Sequence[Money]) -> Iterator[Unequal]:
    names = [each.id for each in said]
    rows = {row.external_id: row for row in _orders(connection, names)}
    parked = dict(
        PendingRead.objects.filter(
            connection=connection, kind="order", external_id__in=names
        ).values_list("external_id", "error")
    )
    for money in said:
        row = rows.get(money.id)
        if money.state not in connection.states:
            # A draft, or a state that nobody has mapped yet: then the order is parked.
            if money.id in parked:
                yield Unequal(money.id, None, money.kept, "parked")
            continue
        if row is None:
            yield Unequal(
                money.id, None, money.kept, _why_missing(money, connection, parked)
            )
            continue
        ours, shops = kept_of(row), money.in_shops_currency
        if abs(ours - shops) > _slack(row):
            yield Unequal(money.id, ours, shops, "amount")
        elif row.state != connection.states[money.state]:
            yield Unequal(money.id, ours, shops, "state")


def _slack(order: Order) -> Decimal:
    """Amounts converted one by one miss their sum by a cent each; others by nothing."""
    parts = len(order.lines.all()) + len(order.fees) + 2
    return CENT * parts if order.raw_currency else ZERO


def _why_missing(money: Money, connection: Connection, parked: dict[str, str]) -> str:
    if money.currency != connection.shop.currency:
        return "currency"
    return "parked" if money.id in parked else "missing"


def _orders(connection: Connection, names: Sequence[str]) -> list[Order]:
    rows = Order.objects.filter(
        shop=connection.shop, external_id__in=names, updated_at__isnull=False
    )
    return list(rows.prefetch_related(Prefetch("lines", OrderLine.objects.order_by("pk"))))


def kept_of(order: Order) -> Decimal:
    """What the books keep of an order: goods, shipping and fees less all that came back.

    What the shop has given back beyond what was paid counts for nothing here, and is a note
    for staff; the shop's own sum is below zero by it, and so is this one.
    """
    lines = [row.priced for row in order.lines.all()]
    goods = goods_kept(
        lines, discount=order.discount, refunded_amount=order.refunded_amount
    )
    shipping = shipping_kept(
        lines,
        discount=order.discount,
        refunded_amount=order.refunded_amount,
        shipping=order.shipping,
        shipping_refunded=order.shipping_refunded,
    )
    fees = sum(
        (Decimal(fee["amount"]) - Decimal(fee["refunded"]) for fee in order.fees), ZERO
    )
    beyond = (
        Decimal(note["amount"]) for note in order.notes if note["code"] == REFUND_ABOVE_PAID
    )
    return sum(goods, ZERO) + shipping + fees - sum(beyond, ZERO)
