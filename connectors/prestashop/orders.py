"""A PrestaShop order, with what is said of it elsewhere, as one statement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from connectors import raw
from connectors.balancing import balanced
from connectors.prestashop.reading import Reading
from core.money import ZERO
from core.quantities import Quantity
from shop.rules.amounts import goods_total
from shop.rules.facts import FeeFact, OrderFact, OrderLineFact

# Of our states those that say that the order has been paid.
_PAID = {"paid", "processing", "shipped", "delivered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawOrder:
    """The order and the rows of other resources that belong to it. ``codes`` by cart rule;
    of a rule that is gone there is none.
    """

    order: Mapping[str, Any]
    details: Sequence[Mapping[str, Any]]
    slips: Sequence[Mapping[str, Any]] = ()
    rules: Sequence[Mapping[str, Any]] = ()
    histories: Sequence[Mapping[str, Any]] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Refund:
    quantity: Quantity = 0
    amount: Decimal = ZERO


def order_fact(said: RawOrder, reading: Reading) -> OrderFact:
    order = said.order
    lines = tuple(_lines(said))
    # Gift wrapping is the one thing an order costs beside goods and shipping.
    wrapping = raw.money(order["total_wrapping_tax_incl"])
    bare = raw.money(order["total_wrapping_tax_excl"])
    wrapped = FeeFact(label="Gift wrapping", amount=wrapping, amount_excl_tax=bare)
    total = raw.money(order["total_paid_tax_incl"])
    free = any(raw.flag(rule["free_shipping"]) for rule in _living(said))
    shipping, discount = balanced(
        goods=goods_total([line.priced for line in lines]),
        # Free shipping stands twice in the totals, as shipping and in the discounts.
        shipping=ZERO if free else raw.money(order["total_shipping_tax_incl"]),
        fees=wrapping,
        total=total,
    )
    placed_at = raw.local(order["date_add"], reading.zone)
    if placed_at is None:
        raise ValueError("the order has no date")
    customer = raw.reference(order["id_customer"])
    state = str(order["current_state"])
    currency = reading.currencies[str(order["id_currency"])]
    # PrestaShop keeps with each order what its currency was worth on that day.
    rate = raw.decimal(order.get("conversion_rate")) or None
    paid = [
        raw.local(row["date_add"], reading.zone)
        for row in said.histories
        if reading.states.get(str(row["id_order_state"])) in _PAID
    ]
    return OrderFact(
        updated_at=reading.at,
        state=reading.states[state],
        raw_state=state,
        currency=currency,
        rate=None if currency == reading.currency else rate,
        placed_at=placed_at,
        # When it first came into a state that says it is paid.
        paid_at=min((at for at in paid if at), default=None),
        reference=raw.text(order.get("reference"), 100),
        customer=None if customer == reading.nobody else customer,
        cart=raw.reference(order.get("id_cart")),
        lines=lines,
        shipping=shipping,
        shipping_excl_tax=min(shipping, raw.money(order.get("total_shipping_tax_excl"))),
        shipping_refunded=sum(
            (raw.money(each["total_shipping_tax_incl"]) for each in said.slips), ZERO
        ),
        fees=(wrapped,) if wrapping else (),
        discount=discount,
        vouchers=tuple(_codes(said)),
        total=total,
    )


def _lines(said: RawOrder) -> Iterator[OrderLineFact]:
    refunds = _refunds(said.slips)
    for detail in said.details:
        quantity = raw.quantity(detail["product_quantity"])
        if quantity <= 0:
            continue
        refund = refunds.get(str(detail["id"]), _Refund())
        reduced = raw.decimal(detail["reduction_percent"]) or raw.decimal(
            detail["reduction_amount"]
        )
        yield OrderLineFact(
            id=str(detail["id"]),
            product=str(detail["product_id"]),
            name=raw.text(detail["product_name"], 255),
            quantity=quantity,
            # The row's own unit price is rounded otherwise than its total, by the shop's
            # way of rounding.
            unit_price=raw.unit(raw.decimal(detail["total_price_tax_incl"]), quantity),
            unit_price_excl_tax=raw.unit(
                raw.decimal(detail["total_price_tax_excl"]), quantity
            ),
            on_sale=bool(reduced),
            variant=raw.reference(detail.get("product_attribute_id")) or "",
            refunded_quantity=min(refund.quantity, quantity),
            refunded_amount=refund.amount,
        )


def _refunds(slips: Sequence[Mapping[str, Any]]) -> dict[str, _Refund]:
    """By order line, over all slips."""
    found: dict[str, _Refund] = {}
    for slip in slips:
        parts = slip.get("associations", {}).get("order_slip_details", [])
        for part in parts:
            line = str(part["id_order_detail"])
            before = found.get(line, _Refund())
            amount = raw.money(part["amount_tax_incl"])
            # Pieces that came back for nothing were put on the shelf again, not paid back.
            pieces = raw.quantity(part["product_quantity"]) if amount else 0
            found[line] = _Refund(before.quantity + pieces, before.amount + amount)
    return found


def _living(said: RawOrder) -> list[Mapping[str, Any]]:
    """Rules that were taken off the order stay in the list, marked."""
    return [rule for rule in said.rules if not raw.flag(rule["deleted"])]


def _codes(said: RawOrder) -> Iterator[str]:
    """Rules made in the back office may have no code: they are nobody's voucher."""
    for rule in _living(said):
        name = str(rule["id_cart_rule"])
        if name not in said.codes:
            yield f"#{name}"
        elif said.codes[name]:
            yield raw.text(said.codes[name], 50)
