from decimal import Decimal
from typing import Any

from segments.queries import members as segment_members
from segments.rules import Criteria
from shop.models import Customer, Order, Shop
from tests.factories import day, line
from tests.statements import put_order


def buy(
    customer: Customer, number: str, *, on: float = 0, price: str = "40.00", **fields: Any
) -> Order:
    """A paid order of one piece, placed on that day."""
    lines = fields.pop("lines", (line(1, price),))
    return put_order(
        customer.shop,
        number,
        *lines,
        customer=customer,
        placed_at=day(on),
        paid_at=day(on),
        on=fields.pop("stated", on),
        **fields,
    ).stated.row


def who(shop: Shop, *, on: float = 100, **criteria: Any) -> list[str]:
    """The members by their ids in the shop."""
    found = segment_members.members(Criteria(shop=shop.pk, **criteria), day(on))
    return sorted(found.values_list("external_id", flat=True))


def euros(amount: str) -> Decimal:
    return Decimal(amount)
