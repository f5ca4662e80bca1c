"""A WooCommerce order and its refunds as one statement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from connectors import raw
from connectors.contract import Ignored, Read
from core.money import ZERO
from shop.rules import OrderFact, OrderLineFact, goods_total

type Row = Mapping[str, Any]

# Written ten times before there is an order at all.
_DRAFTS = {"checkout-draft", "auto-draft"}
_NUMBER_OF_LINE = "_refunded_item_id"


@dataclass(frozen=True, slots=True)
class _Refund:
    quantity: int = 0
    amount: Decimal = ZERO


def order_read(
    order: Row, refunds: Sequence[Row], *, states: Mapping[str, str], at: datetime
) -> Read:
    """``refunds`` are those of the order in full, with the lines each is for."""
    state = str(order["status"])
    if state in _DRAFTS:
        return Ignored()
    lines = tuple(_lines(order, refunds))
    placed_at = raw.utc(order["date_created_gmt"])
    if placed_at is None:
        raise ValueError("the order has no date")
    customer = int(order["customer_id"])
    shipping, discount = _amounts(order, lines)
    return OrderFact(
        updated_at=at,
        state=states[state],
        raw_state=state,
        currency=str(order["currency"]),
        placed_at=placed_at,
        paid_at=raw.utc(order.get("date_paid_gmt")),
        reference=raw.text(order.get("number"), 100),
        customer=str(customer) if customer else None,
        email=raw.email(order["billing"].get("email")),
        country=raw.text(order["billing"].get("country"), 2),
        lines=lines,
        # What came back of the shipping was never kept.
        shipping=max(ZERO, shipping - _refunded(refunds, "shipping_lines")),
        discount=discount,
        vouchers=tuple(
            raw.text(coupon["code"], 50).upper() for coupon in order["coupon_lines"]
        ),
        refunded_amount=_refunded_outside(refunds),
        total=raw.money(order["total"]),
    )


def kept(order: Row) -> Decimal:
    """By the shop's own totals; the list of refunds has its amounts below zero."""
    back = sum((raw.money(each["total"]) for each in order["refunds"]), ZERO)
    return raw.money(order["total"]) + back


def _lines(order: Row, refunds: Sequence[Row]) -> Iterator[OrderLineFact]:
    """The product is the parent, whatever variation was bought. What a line has cost
    before discounts is ``subtotal``; ``total`` is after them.
    """
    back = _refunded_lines(refunds)
    for line in order["line_items"]:
        quantity = int(line["quantity"])
        if quantity <= 0:
            continue
        refund = back.get(str(line["id"]), _Refund())
        total = _with_tax(line, "subtotal", "subtotal_tax")
        yield OrderLineFact(
            id=str(line["id"]),
            product=str(line["product_id"]),
            name=raw.text(line["name"], 255),
            quantity=quantity,
            unit_price=raw.unit(total, quantity),
            unit_price_excl_tax=raw.unit(raw.decimal(line["subtotal"]), quantity),
            refunded_quantity=min(refund.quantity, quantity),
            refunded_amount=refund.amount,
        )


def _refunded_lines(refunds: Sequence[Row]) -> dict[str, _Refund]:
    """By order line, over all refunds; quantities and amounts stand below zero there."""
    found: dict[str, _Refund] = {}
    for refund in refunds:
        for part in refund["line_items"]:
            line = _line_of(part)
            before = found.get(line, _Refund())
            found[line] = _Refund(
                before.quantity - int(part["quantity"]),
                before.amount - _with_tax(part, "total", "total_tax"),
            )
    return found


def _line_of(part: Row) -> str:
    named = {each["key"]: each["value"] for each in part["meta_data"]}
    return str(named[_NUMBER_OF_LINE])


def _amounts(order: Row, lines: Sequence[OrderLineFact]) -> tuple[Decimal, Decimal]:
    """Shipping, and the discount on goods: what is left between the parts and the total.
    The shop rounds its own sum of discounts by line, up to a cent above the goods.
    """
    shipping = _with_tax(order, "shipping_total", "shipping_tax")
    fees = sum((_with_tax(fee, "total", "total_tax") for fee in order["fee_lines"]), ZERO)
    goods = goods_total([line.priced for line in lines])
    above = goods + shipping + fees - raw.money(order["total"])
    return shipping + max(ZERO, -above), max(ZERO, above)


def _refunded(refunds: Sequence[Row], part: str) -> Decimal:
    """What came back of the parts of a kind."""
    rows = (row for refund in refunds for row in refund[part])
    return -sum((_with_tax(row, "total", "total_tax") for row in rows), ZERO)


def _refunded_outside(refunds: Sequence[Row]) -> Decimal:
    """Amounts less all that names what it is for."""
    whole = sum((raw.money(refund["amount"]) for refund in refunds), ZERO)
    kinds = ("line_items", "shipping_lines", "fee_lines")
    return max(ZERO, whole - sum((_refunded(refunds, kind) for kind in kinds), ZERO))


def _with_tax(row: Row, net: str, tax: str) -> Decimal:
    return raw.money(raw.decimal(row[net]) + raw.decimal(row[tax]))
