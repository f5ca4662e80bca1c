"""Believable rows and statements. Days count from 1 May 2026, noon in Paris."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory

from giftcards.actions.making import issue
from giftcards.models import GiftCard
from programme import actions as programme
from shop.models import Category, Customer, CustomerGroup, Shop
from shop.rules.facts import OrderFact, OrderLineFact
from vouchers.models import Voucher

START = datetime(2026, 5, 1, 10, tzinfo=UTC)


def day(number: float) -> datetime:
    """Noon in Paris, so many days after the start."""
    return START + timedelta(days=number)


def make_shop(code: str = "boutique", **fields: Any) -> Shop:
    """A shop with the programme that every new shop starts with."""
    return programme.open_shop(
        code=code,
        name=fields.pop("name", "La Boutique"),
        author="system",
        now=START,
        **fields,
    )


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    # Far from the numbers that tests give by hand.
    external_id = Sequence(lambda n: f"{n + 1001}")  # type: ignore[no-untyped-call]
    email = LazyAttribute(lambda row: f"client{row.external_id}@example.com")  # type: ignore[no-untyped-call]
    first_name = "Alice"
    last_name = "Martin"
    language = "fr"
    updated_at = START
    digest = b"stated"


class GroupFactory(DjangoModelFactory[CustomerGroup]):
    class Meta:
        model = CustomerGroup

    external_id = Sequence(lambda n: f"g{n + 1}")  # type: ignore[no-untyped-call]
    name = "Fidèles"
    updated_at = START
    digest = b"stated"


class CategoryFactory(DjangoModelFactory[Category]):
    class Meta:
        model = Category

    external_id = Sequence(lambda n: f"c{n + 1}")  # type: ignore[no-untyped-call]
    name = "Luminaires"
    updated_at = START
    digest = b"stated"


class VoucherFactory(DjangoModelFactory[Voucher]):
    """A voucher of 5 €, valid for a month from the start."""

    class Meta:
        model = Voucher

    code = Sequence(lambda n: f"FID-{n:010}")  # type: ignore[no-untyped-call]
    origin = Voucher.Origin.POINTS
    label = "Récompense fidélité"
    amount = Decimal(5)
    valid_from = START
    valid_until = START + timedelta(days=30)
    author = "system"
    issued_at = START


_codes = count(1)


def make_card(shop: Shop, **fields: Any) -> GiftCard:
    """A gift card of 50 € made by hand, valid for a year from the start."""
    usual: dict[str, Any] = {
        "code": f"CAD-{next(_codes):010}",
        "amount": Decimal("50.00"),
        "valid_from": START,
        "valid_until": START + timedelta(days=365),
        "author": "system",
        "issued_at": START,
    }
    card = GiftCard(shop=shop, balance=0, **usual | fields)
    return issue(card, "system", START)


def line(number: int = 1, price: str = "40.00", **fields: Any) -> OrderLineFact:
    usual: dict[str, Any] = {
        "id": str(number),
        "product": f"p{number}",
        "quantity": 1,
        "unit_price": Decimal(price),
    }
    return OrderLineFact(**usual | fields)


def order_fact(
    *lines: OrderLineFact,
    customer: Customer | None = None,
    on: float = 0,
    **fields: Any,
) -> OrderFact:
    """A paid order of 40 € placed on the first day, stated on day ``on``."""
    return OrderFact(
        **{
            "customer": customer and customer.external_id,
            "state": "paid",
            "currency": "EUR",
            "placed_at": START,
            "paid_at": START,
            "updated_at": day(on),
            "lines": lines or (line(),),
        }
        | fields
    )
