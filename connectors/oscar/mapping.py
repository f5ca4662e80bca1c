"""What a django-oscar shop tells, as facts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from connectors import raw
from connectors.balancing import balanced
from connectors.contract import RawState
from core.money import ZERO
from shop.rules.amounts import goods_total
from shop.rules.facts import (
    CategoryFact,
    CustomerFact,
    FeeFact,
    OrderFact,
    OrderLineFact,
    ProductFact,
)

type Row = Mapping[str, Any]

# A shop gives its states names of its own: these are found in them.
_WORDS = {
    "cancel": "cancelled",
    "annul": "cancelled",
    "refund": "refunded",
    "rembours": "refunded",
    "deliver": "delivered",
    "complete": "delivered",
    "livr": "delivered",
    "ship": "shipped",
    "exp": "shipped",
    "process": "processing",
    "paid": "paid",
    "pay": "paid",
}


def raw_state(name: str) -> RawState:
    found = (ours for word, ours in _WORDS.items() if word in name.lower())
    return RawState(name, name, next(found, "pending"))


def order_fact(said: Row, *, states: Mapping[str, str], at: datetime) -> OrderFact:
    lines = tuple(line_fact(line, said["refunds"]) for line in said["lines"])
    fees = tuple(
        FeeFact(label=raw.text(each["name"], 100), amount=raw.money(each["amount"]))
        for each in said["surcharges"]
    )
    total = raw.money(said["total"])
    shipping, discount = balanced(
        goods=goods_total([line.priced for line in lines]),
        shipping=raw.money(said["shipping"]),
        fees=sum((fee.amount for fee in fees), ZERO),
        total=total,
    )
    return OrderFact(
        updated_at=at,
        state=states[said["state"]],
        raw_state=raw.text(said["state"], 100),
        currency=said["currency"],
        placed_at=datetime.fromisoformat(said["placed"]),
        reference=raw.text(said["id"], 100),
        customer=said["customer"],
        email=raw.email(said["email"]),
        lines=lines,
        shipping=shipping,
        fees=fees,
        discount=discount,
        vouchers=tuple(raw.text(code, 50) for code in said["codes"]),
        # A refund has one amount: for one line it is that line's, else nobody's.
        refunded_amount=refunded(
            [each for each in said["refunds"] if len(each["lines"]) != 1]
        ),
        total=total,
    )


def refunded(refunds: Sequence[Row]) -> Decimal:
    """All that came back."""
    return sum((raw.money(each["amount"]) for each in refunds), ZERO)


def line_fact(line: Row, refunds: Sequence[Row]) -> OrderLineFact:
    quantity = raw.quantity(line["quantity"])
    mine = [
        each
        for each in refunds
        if len(each["lines"]) == 1 and each["lines"][0]["line"] == line["id"]
    ]
    pieces = sum(raw.quantity(each["lines"][0]["quantity"]) for each in mine)
    return OrderLineFact(
        id=line["id"],
        product=line["product"],
        variant=line["variant"] or "",
        name=raw.text(line["name"], 255),
        quantity=quantity,
        unit_price=raw.unit(raw.decimal(line["total"]), quantity),
        unit_price_excl_tax=raw.unit(raw.decimal(line["total_excl_tax"]), quantity),
        refunded_quantity=min(pieces, quantity),
        refunded_amount=refunded(mine),
    )


def customer_fact(said: Row, at: datetime) -> CustomerFact:
    return CustomerFact(
        updated_at=at,
        email=raw.email(said["email"]),
        first_name=raw.text(said["first_name"], 100),
        last_name=raw.text(said["last_name"], 100),
        registered_at=datetime.fromisoformat(said["registered"]),
    )


def category_fact(said: Row, at: datetime) -> CategoryFact:
    return CategoryFact(
        updated_at=at, name=raw.text(said["name"], 200), parent=said["parent"]
    )


def product_fact(said: Row, at: datetime, address: str) -> ProductFact:
    price = said["price"]
    return ProductFact(
        updated_at=at,
        name=raw.text(said["name"], 255),
        url=raw.text(f"{address}{said['url']}", 500),
        price=None if price is None else raw.decimal(price),
        stock=said["stock"],
        active=bool(said["active"]),
        categories=tuple(said["categories"]),
    )
