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
        """The row as JSON keeps it, amounts with two decimals."""
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
    """Compare each order placed since then, and keep the result. Queries: 3 per page.
    Raises what its answers are refused for.
    """
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
    known = Order.objects.filter(
        shop=connection.shop, external_id__in=names, updated_at__isnull=False
    ).prefetch_related(Prefetch("lines", OrderLine.objects.order_by("pk")))
    rows = {row.external_id: row for row in known}
    parked = dict(
        PendingRead.objects.filter(
            connection=connection, kind="order", external_id__in=names
        ).values_list("external_id", "error")
    )
    for money in said:
        row, why = rows.get(money.id), ""
        if money.state not in connection.states:
            # A draft, or a state that nobody has mapped yet: then the order is parked.
            if money.id in parked:
                yield Unequal(money.id, None, money.kept, "parked")
            continue
        if row is None:
            foreign = money.currency != connection.shop.currency
            why = "currency" if foreign else "parked" if money.id in parked else "missing"
            yield Unequal(money.id, None, money.kept, why)
            continue
        ours, shops = kept_of(row), money.in_shops_currency
        # Amounts converted one by one miss their sum by a cent each; others by nothing.
        parts = len(row.lines.all()) + len(row.fees) + 2
        slack = CENT * parts if row.raw_currency else ZERO
        if abs(ours - shops) > slack:
            why = "amount"
        elif row.state != connection.states[money.state]:
            why = "state"
        if why:
            yield Unequal(money.id, ours, shops, why)


def kept_of(order: Order) -> Decimal:
    """Add up what the books keep of an order: goods, shipping and fees less what came back.

    What the shop has given back beyond what was paid counts for nothing here, and is a note
    for staff; the shop's own sum is below zero by it, and so is this one.
    """
    money = order.money([row.priced for row in order.lines.all()])
    beyond = (
        Decimal(note["amount"]) for note in order.notes if note["code"] == REFUND_ABOVE_PAID
    )
    return money.total_kept - sum(beyond, ZERO)
