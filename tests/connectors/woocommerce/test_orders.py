"""Orders of WooCommerce keep, as statements, what the shop has kept to the cent."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors.contract import Ignored
from connectors.woocommerce.orders import kept, order_read
from connectors.woocommerce.states import BUILT_IN
from core.money import ZERO
from shop.rules.facts import OrderFact
from shop.rules.notes import notes_on
from tests.connectors.captures import WOOCOMMERCE, body, orders
from tests.connectors.money import kept_of
from tests.connectors.woocommerce.shapes import STATES, fee, line, order, part, refund

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
        "5.80",
        "0.00",
    ),
    "a fee and its tax": (
        order(
            line(15, "18.75", "3.75"),
            total="31.30",
            fees=[fee("Emballage cadeau", "2.50", "0.50")],
        ),
        [],
        "31.30",
        "5.80",
        "0.00",
    ),
    "a fee below zero": (
        order(
            line(10, "40.00", "8.00"),
            total="41.80",
            fees=[fee("Remise", "-10.00", "-2.00")],
        ),
        [],
        "41.80",
        "5.80",
        "0.00",
    ),
    "a fee given back": (
        order(
            line(15, "18.75", "3.75"),
            total="31.30",
            fees=[fee("Emballage cadeau", "2.50", "0.50")],
            refunds=["3.00"],
        ),
        [refund("3.00", fees=[part(52, "-2.50", "-0.50")])],
        "28.30",
        "5.80",
        "0.00",
    ),
    "less given back than the lines of the refund say": (
        order(CANDLE, total="29.80", refunds=["4.00"]),
        [refund("4.00", part(10, "-20.00", "-4.00", -1))],
        "25.80",
        "5.80",
        "0.00",
    ),
    "goods by weight": (
        order(line(7, "4.50", "0.90", "1.5"), total="11.20"),  # type: ignore[arg-type]
        [],
        "11.20",
        "5.80",
        "0.00",
    ),
    "a deposit as a line below zero": (
        order(CANDLE, line(8, "-5.00", "-1.00"), total="23.80"),
        [],
        "23.80",
        "5.80",
        "0.00",
    ),
    "a price raised by hand": (
        order(line(9, "10.00", "2.00", total="15.00", total_tax="3.00"), total="23.80"),
        [],
        "23.80",
        "5.80",
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
    (bought,) = fact.lines
    assert (bought.product, bought.variant, bought.unit_price) == (
        "105",
        "16",
        Decimal("49.895"),
    )


def test_a_line_names_its_own_part_of_the_discount() -> None:
    """A coupon for one article leaves the other alone."""
    book = line(11, "30.00", "0.00", total="15.00", total_tax="0.00")
    fact = fact_of(order(book, line(12, "30.00", "0.00"), total="50.80"))

    assert fact.discount == Decimal("15.00")
    assert [each.discount for each in fact.lines] == [Decimal("15.00"), ZERO]


def test_a_cent_of_rounding_goes_to_the_line_that_has_paid_most() -> None:
    """The parts of the lines come to 2.24, and the total says 2.25."""
    fact = fact_of(
        order(
            line(1, "7.45", "0.00", total="6.71", total_tax="0.00"),
            line(2, "15.00", "0.00", total="13.50", total_tax="0.00"),
            total="26.00",
        )
    )

    assert fact.discount == Decimal("2.25")
    assert [each.discount for each in fact.lines] == [Decimal("0.74"), Decimal("1.51")]


def test_a_discount_that_no_line_explains_is_nobodys() -> None:
    fact = fact_of(order(line(1, "20.00", "0.00"), total="20.80"))

    assert (fact.discount, fact.lines[0].discount) == (Decimal("5.00"), None)


def test_shipping_given_back_alone_is_told_apart_from_goods() -> None:
    back = refund("5.80", shipping=[part(13, "-4.83", "-0.97")])
    fact = fact_of(order(CANDLE, total="29.80", refunds=["5.80"]), back)

    assert (fact.shipping, fact.shipping_refunded) == (Decimal("5.80"), Decimal("5.80"))
    assert fact.refunded_amount == ZERO


def test_a_fee_below_zero_lowers_what_the_order_earns() -> None:
    fact = fact_of(order(CANDLE, total="17.80", fees=[fee("Remise", "-10.00", "-2.00")]))

    assert [(each.label, each.earns) for each in fact.fees] == [("Remise", True)]


def test_customer_zero_is_a_guest() -> None:
    assert fact_of(order(CANDLE, total="29.80", customer_id=0)).customer is None


def test_a_draft_is_no_order() -> None:
    draft = order(CANDLE, total="29.80", status="checkout-draft")

    assert isinstance(order_read(draft, [], states=STATES, at=AT), Ignored)


@pytest.mark.skipif(not WOOCOMMERCE.exists(), reason="no recordings beside the repository")
@pytest.mark.parametrize("name", orders(WOOCOMMERCE, ".refunds.http"))
def test_a_recorded_order_keeps_what_its_shop_kept(name: str) -> None:
    said = body(WOOCOMMERCE / f"{name}.http")
    refunds = body(WOOCOMMERCE / f"{name}.refunds.http")
    states = {state.id: state.guess for state in BUILT_IN}

    fact = order_read(said, refunds, states=states, at=AT)

    assert isinstance(fact, OrderFact)
    assert kept_of(fact) == kept(said)
    assert notes_on(fact) == []
