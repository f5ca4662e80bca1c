"""A WooCommerce order and its refunds as one statement."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from connectors import raw
from connectors.balancing import balanced
from connectors.contract import Ignored, Read
from connectors.woocommerce.discounts import with_discounts
from connectors.woocommerce.refunds import Refunded, refunded_of
from core.money import ZERO
from core.quantities import Quantity
from shop.rules.amounts import goods_total
from shop.rules.facts import FeeFact, OrderFact, OrderLineFact

type Row = Mapping[str, Any]

# Written ten times before there is an order at all.
DRAFTS = {"checkout-draft", "auto-draft"}


def order_read(
    order: Row, refunds: Sequence[Row], *, states: Mapping[str, str], at: datetime
) -> Read:
    """``refunds`` are those of the order in full, with the lines each is for."""
    state = str(order["status"])
    if state in DRAFTS:
        return Ignored()
    placed_at = raw.utc(order["date_created_gmt"])
    if placed_at is None:
        raise ValueError("the order has no date")
    back = refunded_of(refunds)
    lines = list(_lines(order, back))
    fees = tuple(_fees(order, back))
    total = raw.money(order["total"])
    paid = {str(line["id"]): _paid(line) for line in order["line_items"]}
    shipping, discount = balanced(
        goods=goods_total([line.priced for line in lines]),
        shipping=_with_tax(order, "shipping_total", "shipping_tax"),
        fees=sum((fee.amount for fee in fees), ZERO),
        total=total,
    )
    return OrderFact(
        updated_at=at,
        state=states[state],
        raw_state=state,
        currency=str(order["currency"]),
        placed_at=placed_at,
        # Paid on delivery: it was paid at the latest when it was completed.
        paid_at=raw.utc(order.get("date_paid_gmt"))
        or raw.utc(order.get("date_completed_gmt")),
        reference=raw.text(order.get("number"), 100),
        customer=raw.reference(order["customer_id"]),
        email=raw.email(order["billing"].get("email")),
        country=raw.text(order["billing"].get("country"), 2),
        lines=with_discounts(lines, paid, discount),
        shipping=shipping,
        shipping_excl_tax=min(shipping, raw.money(order["shipping_total"])),
        shipping_refunded=back.shipping,
        fees=fees,
        discount=discount,
        vouchers=tuple(
            raw.text(coupon["code"], 50).upper() for coupon in order["coupon_lines"]
        ),
        refunded_amount=back.unnamed,
        total=total,
    )


def kept(order: Row) -> Decimal:
    """By the shop's own totals; the list of refunds has its amounts below zero."""
    back = sum((raw.money(each["total"]) for each in order["refunds"]), ZERO)
    return raw.money(order["total"]) + back


def _lines(order: Row, back: Refunded) -> Iterator[OrderLineFact]:
    """The product is the parent, whatever variation was bought. What a line has cost
    before discounts is ``subtotal``; ``total`` is after them, or above where staff have
    raised it by hand.
    """
    for line in order["line_items"]:
        name, quantity, total, bare = str(line["id"]), *_measured(line)
        if total < 0 or not quantity:
            continue
        amount = back.amounts.get(name, ZERO)
        yield OrderLineFact(
            id=name,
            product=str(line["product_id"]),
            variant=raw.reference(line.get("variation_id")) or "",
            name=raw.text(line["name"], 255),
            quantity=quantity,
            unit_price=raw.unit(total, quantity),
            unit_price_excl_tax=raw.unit(bare, quantity),
            # Pieces that came back for nothing were put on the shelf again, not paid back.
            refunded_quantity=min(back.pieces.get(name, 0), quantity) if amount else 0,
            refunded_amount=amount,
        )


def _measured(line: Row) -> tuple[Quantity, Decimal, Decimal]:
    """How many, and what they cost with and without tax."""
    before, after = _with_tax(line, "subtotal", "subtotal_tax"), _paid(line)
    bare = raw.decimal(line["subtotal" if before >= after else "total"])
    return raw.quantity(line["quantity"]), max(before, after), bare


def _fees(order: Row, back: Refunded) -> Iterator[FeeFact]:
    """One below zero is a discount by another name: what it takes off earns nothing. So is
    a line below zero, as plugins write deposits.
    """
    for fee in order["fee_lines"]:
        yield _fee(fee, back, earns=_paid(fee) < 0)
    for line in order["line_items"]:
        if _paid(line) < 0:
            yield _fee(line, back, earns=True)


def _fee(row: Row, back: Refunded, *, earns: bool) -> FeeFact:
    return FeeFact(
        label=raw.text(row["name"], 100),
        amount=_paid(row),
        amount_excl_tax=raw.money(row["total"]),
        refunded=max(ZERO, back.amounts.get(str(row["id"]), ZERO)),
        earns=earns,
    )


def _paid(row: Row) -> Decimal:
    return _with_tax(row, "total", "total_tax")


def _with_tax(row: Row, net: str, tax: str) -> Decimal:
    return raw.money(raw.decimal(row[net]) + raw.decimal(row[tax]))
