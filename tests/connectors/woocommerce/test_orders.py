"""Orders of WooCommerce keep, as statements, what the shop has kept to the cent."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors.contract import Ignored
from connectors.woocommerce.orders import kept, order_read
from connectors.woocommerce.states import BUILT_IN
from core.money import ZERO
from shop.rules import OrderFact
from tests.connectors.captures import WOOCOMMERCE, body, orders
from tests.connectors.money import kept_of
from tests.connectors.woocommerce.shapes import STATES, line, order, part, refund

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)


def fact_of(said: dict[str, Any], *refunds: dict[str, Any]) -> OrderFact:
    fact = order_read(said, refunds, states=STATES, at=AT)
    assert isinstance(fact, OrderFact)
    return fact


BOOK = line(11, "53.74", "2.96", 3)
CANDLE = line(10, "20.00", "4.00")

# The order, its refunds, what is kept, shipping and discount.
CASES: dict[str, tuple[dict[str, Any], list[dict[str, Any]], str, str, str]] = {
    "one article": (
        order(line(23, "100.00", "20.00", 5), total="125.80"),
        [],
        "125.80",
        "5.80",
        "0.00",
    ),
    "two rates of tax": (
        order(CANDLE, BOOK, total="86.50"),
        [],
        "86.50",
        "5.80",
        "0.00",
    ),
    "a percentage off": (
        order(
            CANDLE,
            line(31, "17.91", "0.99"),
            line(32, "2.78", "0.55"),
            total="47.41",
        ),
        [],
        "47.41",
        "5.80",
        "4.62",
    ),
    "a discount that the shop has rounded to a cent above its goods": (
        order(
            line(133, "11.10", "2.22", 4),
            line(134, "420.00", "84.00", 21),
            total="0.00",
            shipping=("0.00", "0.00"),
            discount_total="431.10",
            discount_tax="86.23",
        ),
        [],
        "0.00",
        "0.00",
        "517.32",
    ),
    "nothing to pay": (
        order(line(58, "8.33", "1.66", 3), total="0.00", shipping=("0", "0")),
        [],
        "0.00",
        "0.00",
        "9.99",
    ),
    "a piece, a part of a line and the shipping given back": (
        order(CANDLE, BOOK, total="86.50", refunds=["18.90", "2.00", "5.80"]),
        [
            refund("5.80", shipping=[part(13, "-4.83", "-0.97")]),
            refund("2.00", part(10, "-1.67", "-0.33")),
            refund("18.90", part(11, "-17.91", "-0.99", -1)),
        ],
        "59.80",
        "0.00",
        "0.00",
    ),
    "an amount given back that names no line": (
        order(CANDLE, total="29.80", refunds=["7.77"]),
        [refund("7.77")],
        "22.03",
        "5.80",
        "0.00",
    ),
    "all given back at once, shipping too": (
        order(line(15, "18.75", "3.75"), total="28.30", refunds=["28.30"]),
        [refund("28.30")],
        "0.00",
        "5.80",
        "0.00",
    ),
}


@pytest.mark.parametrize(
    ("said", "refunds", "expected", "shipping", "discount"), CASES.values(), ids=CASES
)
def test_what_the_shop_has_kept_is_kept(
    said: dict[str, Any],
    refunds: list[dict[str, Any]],
    expected: str,
    shipping: str,
    discount: str,
) -> None:
    fact = fact_of(said, *refunds)

    assert kept_of(fact) == Decimal(expected) == kept(said)
    assert (fact.shipping, fact.discount) == (Decimal(shipping), Decimal(discount))


def test_an_order_names_what_the_shop_names() -> None:
    variation = line(5, "83.16", "16.63", 2, variation_id=16)
    fact = fact_of(order(variation, total="105.59", coupons=["fid-abc123"]))

    assert (fact.customer, fact.email, fact.country) == ("2", "alba@example.com", "FR")
    assert (fact.state, fact.raw_state, fact.reference) == ("paid", "processing", "20")
    assert fact.placed_at == datetime(2026, 11, 30, 18, 28, 55, tzinfo=UTC)
    assert fact.paid_at == datetime(2026, 11, 30, 18, 30, 7, tzinfo=UTC)
    assert fact.vouchers == ("FID-ABC123",)
    assert (fact.lines[0].product, fact.lines[0].unit_price) == ("105", Decimal("49.895"))


def test_customer_zero_is_a_guest() -> None:
    assert fact_of(order(CANDLE, total="29.80", customer_id=0)).customer is None


def test_a_draft_is_no_order() -> None:
    draft = order(CANDLE, total="29.80", status="checkout-draft")

    assert isinstance(order_read(draft, [], states=STATES, at=AT), Ignored)


@pytest.mark.skipif(not WOOCOMMERCE.exists(), reason="no recordings beside the repository")
@pytest.mark.parametrize("name", orders(WOOCOMMERCE, ".refunds.http"))
def test_a_recorded_order_keeps_what_its_shop_kept(name: str) -> None:
    """Fees have no place in a statement yet: they are what is missing."""
    said = body(WOOCOMMERCE / f"{name}.http")
    refunds = body(WOOCOMMERCE / f"{name}.refunds.http")
    states = {state.id: state.guess for state in BUILT_IN}
    fees = sum(
        (Decimal(each["total"]) + Decimal(each["total_tax"]) for each in said["fee_lines"]),
        ZERO,
    )

    fact = order_read(said, refunds, states=states, at=AT)

    assert isinstance(fact, OrderFact)
    assert kept_of(fact) == kept(said) - fees
