"""What orders have brought, by the shop's own totals: not read from their lines."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import batched
from zoneinfo import ZoneInfo

from connectors import raw
from connectors.contract import Money
from connectors.prestashop.benefits import written
from connectors.prestashop.lookups import Lookups
from connectors.prestashop.webservice import PAGE, Row, Webservice
from core.money import ZERO

_COLUMNS = (
    "[id,date_add,current_state,total_paid_tax_incl,id_customer,id_currency,"
    "conversion_rate]"
)
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)


def read_money(
    service: Webservice, lookups: Lookups, since: datetime | None
) -> Iterator[Sequence[Money]]:
    for page in service.by_id(
        "orders", _COLUMNS, **placed_since(since, lookups.access.zone)
    ):
        refunded: dict[str, Decimal] = {}
        # Pages of orders are ten times as long as a filter of ids may be.
        for some in batched([str(row["id"]) for row in page], PAGE):
            for slip in service.of("order_slip", "id_order", some):
                back = raw.money(slip["total_products_tax_incl"])
                back += raw.money(slip["total_shipping_tax_incl"])
                name = str(slip["id_order"])
                refunded[name] = refunded.get(name, ZERO) + back
        yield [money_of(row, refunded, lookups) for row in page]


def placed_since(since: datetime | None, zone: ZoneInfo) -> dict[str, str]:
    """The filter of orders placed since then."""
    if since is None:
        return {}
    return {
        "date": "1",
        "filter[date_add]": f"[{written(since, zone)},2100-01-01 00:00:00]",
    }


def money_of(row: Row, refunded: dict[str, Decimal], lookups: Lookups) -> Money:
    """``refunded``: what came back of each order, by its id."""
    name = str(row["id"])
    currency = lookups.currencies.get(str(row["id_currency"]), "")
    foreign = currency != lookups.access.currency
    return Money(
        id=name,
        placed_at=raw.local(row["date_add"], lookups.access.zone) or _EPOCH,
        state=str(row["current_state"]),
        kept=raw.money(row["total_paid_tax_incl"]) - refunded.get(name, ZERO),
        currency=currency,
        customer=raw.reference(row["id_customer"]),
        rate=raw.decimal(row.get("conversion_rate")) or None if foreign else None,
    )
