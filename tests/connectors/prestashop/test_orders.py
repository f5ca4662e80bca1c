"""Orders of PrestaShop become statements that keep, to the cent, what the shop has kept."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connectors import raw
from connectors.prestashop.orders import RawOrder, order_fact
from core.money import ZERO
from tests.connectors.captures import PRESTASHOP, body, orders
from tests.connectors.money import kept_of
from tests.connectors.prestashop.shapes import (
    READING,
    detail,
    order,
    rule,
    slip,
)

# What is kept, and how much of it is shipping and the discount on goods.
CASES: dict[str, tuple[RawOrder, str, str, str]] = {
    "two lines, two rates of tax": (
        order(detail(1, "14.28"), detail(2, "37.80", 2, "1.055"), paid="60.48"),
        "60.48",
        "8.40",
        "0.00",
    ),
    "an amount off": (
        order(
            detail(1, "14.28"),
            detail(2, "18.90"),
            paid="36.58",
            discount="5",
            rules=[rule(2, "5")],
        ),
        "36.58",
        "8.40",
        "5.00",
    ),
    "an amount without tax off": (
        order(
            detail(1, "14.28"),
            detail(2, "18.90"),
            paid="36.01",
            discount="5.57",
            rules=[rule(3, "5.565247")],
        ),
        "36.01",
        "8.40",
        "5.57",
    ),
    "free shipping, which stands twice in the totals": (
        order(
            detail(1, "14.28"),
            paid="14.28",
            discount="8.4",
            rules=[rule(4, "8.4", free_shipping=True)],
        ),
        "14.28",
        "0.00",
        "0.00",
    ),
    "free shipping of what is not shipped": (
        order(
            detail(1, "75.60", 7),
            paid="63.04",
            discount="12.56",
            shipping="0",
            rules=[rule(5, "12.56"), rule(6, "0", free_shipping=True)],
        ),
        "63.04",
        "0.00",
        "12.56",
    ),
    "a rule for free shipping that was taken off again": (
        order(
            detail(1, "14.28"),
            paid="22.68",
            rules=[rule(4, "8.4", free_shipping=True, deleted=True)],
        ),
        "22.68",
        "8.40",
        "0.00",
    ),
    "the cheapest article free": (
        order(detail(1, "14.28"), detail(2, "37.80", 2), paid="46.20", discount="14.28"),
        "46.20",
        "8.40",
        "14.28",
    ),
    "more off than the goods cost": (
        order(detail(1, "14.28"), paid="8.40", discount="14.28"),
        "8.40",
        "8.40",
        "14.28",
    ),
    "rounded by piece": (
        order(
            detail(1, "68.82", 3),
            detail(2, "132.30", 7),
            detail(3, "128.52", 9),
            paid="305.08",
            discount="32.96",
        ),
        "305.08",
        "8.40",
        "32.96",
    ),
    "rounded by line": (
        order(
            detail(1, "68.83", 3),
            detail(2, "128.52", 9),
            detail(3, "132.30", 7),
            paid="305.08",
            discount="32.97",
        ),
        "305.08",
        "8.40",
        "32.97",
    ),
    "a total a cent below its parts": (
        order(
            detail(1, "31.02"),
            detail(2, "41.80", 3),
            detail(3, "34.02", 2),
            paid="99.55",
            discount="15.68",
        ),
        "99.55",
        "8.40",
        "15.69",
    ),
    "a total a cent above its parts": (
        order(
            detail(1, "22.94"),
            detail(2, "34.46"),
            paid="57.41",
            discount="8.4",
            rules=[rule(16, "8.4", free_shipping=True)],
        ),
        "57.41",
        "0.01",
        "0.00",
    ),
    "a piece given back": (
        order(
            detail(1, "14.28"),
            detail(2, "56.70", 3),
            paid="79.38",
            slips=[slip((2, 1, "18.90"))],
        ),
        "60.48",
        "8.40",
        "0.00",
    ),
    "a piece, a smaller amount and the shipping given back": (
        order(
            detail(11, "14.28"),
            detail(12, "30.96", 2),
            detail(13, "56.70", 3),
            paid="110.34",
            slips=[slip((13, 1, "18.90")), slip((12, 1, "3.00")), slip(shipping="8.4")],
        ),
        "80.04",
        "8.40",
        "0.00",
    ),
    "gift wrapping": (
        order(
            detail(1, "14.28"),
            paid="25.18",
            total_wrapping_tax_incl="2.500000",
            total_wrapping_tax_excl="2.083333",
        ),
        "25.18",
        "8.40",
        "0.00",
    ),
    "more given back on a line than it had cost after the voucher": (
        order(
            detail(1, "14.28"),
            detail(2, "18.90"),
            paid="36.58",
            discount="5",
            slips=[slip((2, 1, "18.90"))],
        ),
        "17.68",
        "8.40",
        "5.00",
    ),
}


@pytest.mark.parametrize(
    ("said", "kept", "shipping", "discount"), CASES.values(), ids=CASES.keys()
)
def test_what_the_shop_has_kept_is_kept(
    said: RawOrder, kept: str, shipping: str, discount: str
) -> None:
    fact = order_fact(said, READING)

    assert kept_of(fact) == Decimal(kept)
    assert (fact.shipping, fact.discount) == (Decimal(shipping), Decimal(discount))


def test_an_order_names_what_the_shop_names() -> None:
    fact = order_fact(
        order(
            detail(1, "22.94", reduction_percent="20.00"),
            paid="31.34",
            histories=[
                {"id_order_state": "1", "date_add": "2026-11-30 19:35:07"},
                {"id_order_state": "4", "date_add": "2026-12-01 09:00:00"},
                {"id_order_state": "2", "date_add": "2026-11-30 19:40:00"},
            ],
        ),
        READING,
    )

    assert (fact.customer, fact.cart, fact.reference) == ("4", "11", "PRCQAWHNH")
    assert (fact.state, fact.raw_state, fact.currency) == ("paid", "2", "EUR")
    assert fact.placed_at == datetime(2026, 11, 30, 18, 35, 7, tzinfo=UTC)
    assert fact.paid_at == datetime(2026, 11, 30, 18, 40, tzinfo=UTC)
    assert fact.updated_at == READING.at
    (line,) = fact.lines
    assert (line.id, line.product, line.quantity, line.on_sale) == ("1", "101", 1, True)


def test_the_price_of_a_piece_is_that_of_the_line() -> None:
    """The shop has rounded each piece of 22.944 before it added them up."""
    fact = order_fact(order(detail(1, "68.82", 3), paid="77.22"), READING)

    assert fact.lines[0].unit_price == Decimal("22.940000")


def test_codes_are_those_of_the_rules_still_on_the_order() -> None:
    said = order(
        detail(1, "14.28"),
        paid="6.25",
        discount="16.43",
        rules=[rule(1, "1"), rule(2, "5"), rule(3, "5", deleted=True), rule(9, "5")],
        # The second was made in the back office and has none; the last is gone.
        codes={"1": "FID-ABC", "2": "", "3": "FID-OFF"},
    )

    assert order_fact(said, READING).vouchers == ("FID-ABC", "#9")


def test_a_guest_without_an_account_is_nobody() -> None:
    fact = order_fact(order(detail(1, "14.28"), paid="22.68", id_customer="0"), READING)

    assert fact.customer is None


def test_the_orders_of_erased_people_are_nobodys() -> None:
    """The module for the GDPR gives them all to one account, which is no customer."""
    fact = order_fact(order(detail(1, "14.28"), paid="22.68", id_customer="1"), READING)

    assert fact.customer is None


def test_another_currency_comes_with_the_orders_own_rate() -> None:
    dollars = order(
        detail(1, "50.48"), paid="58.88", id_currency="2", conversion_rate="1.100000"
    )
    fact = order_fact(dollars, READING)

    assert (fact.currency, fact.rate) == ("USD", Decimal("1.1"))


def test_the_shops_own_currency_has_no_rate() -> None:
    assert order_fact(order(detail(1, "14.28"), paid="22.68"), READING).rate is None


def test_shipping_given_back_alone_is_told_apart_from_goods() -> None:
    said = order(detail(1, "14.28"), paid="22.68", slips=[slip(shipping="8.4")])
    fact = order_fact(said, READING)

    assert (fact.shipping, fact.shipping_refunded) == (Decimal("8.40"), Decimal("8.40"))
    assert (fact.refunded_amount, fact.lines[0].refunded_amount) == (ZERO, ZERO)


def test_wrapping_is_a_fee_that_earns_nothing() -> None:
    said = order(
        detail(1, "14.28"),
        paid="25.18",
        total_wrapping_tax_incl="2.500000",
        total_wrapping_tax_excl="2.083333",
    )
    (fee,) = order_fact(said, READING).fees

    assert (fee.amount, fee.amount_excl_tax, fee.earns) == (
        Decimal("2.50"),
        Decimal("2.08"),
        False,
    )


def test_the_product_is_the_parent_and_the_combination_its_variant() -> None:
    said = order(detail(1, "22.94", product_attribute_id="5"), paid="31.34")
    (line,) = order_fact(said, READING).lines

    assert (line.product, line.variant) == ("101", "5")


def test_pieces_taken_back_for_nothing_are_not_paid_back() -> None:
    said = order(detail(2, "56.70", 3), paid="65.10", slips=[slip((2, 1, "0"))])
    (line,) = order_fact(said, READING).lines

    assert (line.refunded_quantity, line.refunded_amount) == (0, ZERO)


def test_a_state_that_nobody_has_mapped_is_not_guessed() -> None:
    with pytest.raises(KeyError, match="17"):
        order_fact(order(detail(1, "1"), paid="9.40", current_state="17"), READING)


@pytest.mark.skipif(not PRESTASHOP.exists(), reason="no recordings beside the repository")
@pytest.mark.parametrize("name", orders(PRESTASHOP, ".order.http"))
def test_a_recorded_order_keeps_what_its_shop_kept(name: str) -> None:
    said = RawOrder(
        order=body(PRESTASHOP / f"{name}.order.http")["order"],
        details=body(PRESTASHOP / f"{name}.details.http")["order_details"],
        slips=_rows(name, "slips", "order_slips"),
        rules=_rows(name, "cart_rules", "order_cart_rules"),
    )

    fact = order_fact(said, READING)

    assert kept_of(fact) == _kept(said)


def _rows(name: str, part: str, resource: str) -> list[dict[str, object]]:
    said = body(PRESTASHOP / f"{name}.{part}.http")
    rows: list[dict[str, object]] = said[resource] if said else []
    return rows


def _kept(said: RawOrder) -> Decimal:
    back = [
        raw.money(each["total_products_tax_incl"])
        + raw.money(each["total_shipping_tax_incl"])
        for each in said.slips
    ]
    return raw.money(said.order["total_paid_tax_incl"]) - sum(back, ZERO)
