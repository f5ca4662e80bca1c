from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from core.errors import Invalid
from shop import actions as shops
from shop.models import Cart, Customer, Order, Product, Shop
from tests.factories import START, day, line, order_fact


def state(
    shop: Shop, *lines: Any, gives: bool = True, **fields: Any
) -> shops.StatementResult[Order]:
    return shops.state_order(
        shop=shop, external_id="46", fact=order_fact(*lines, **fields), gives=gives
    )


def test_everything_an_order_says_is_kept(shop: Shop, alice: Customer) -> None:
    state(
        shop,
        line(1, "20.00", quantity=2, name="Ford Vagon", refunded_quantity=1, on_sale=True),
        line(
            2,
            "0.333333",
            unit_price_excl_tax=Decimal("0.27"),
            refunded_amount=Decimal("0.1"),
        ),
        customer=alice,
        cart="1403",
        reference="XKBKNABJK",
        raw_state="Paiement accepté",
        country="FR",
        shipping=Decimal("5.80"),
        shipping_excl_tax=Decimal("4.83"),
        discount=Decimal("2.00"),
        vouchers=("FID-7KQ4M2XD9A",),
        refunded_amount=Decimal("1.00"),
        total=Decimal("44.13"),
    )

    order = Order.objects.get(external_id="46")
    assert (order.reference, order.customer, order.state) == ("XKBKNABJK", alice, "paid")
    assert order.cart == Cart.objects.get(external_id="1403")
    assert (order.raw_state, order.country) == ("Paiement accepté", "FR")
    assert (order.placed_at, order.paid_at) == (START, START)
    assert (order.shipping, order.shipping_excl_tax) == (Decimal("5.80"), Decimal("4.83"))
    assert (order.discount, order.refunded_amount) == (Decimal("2.00"), Decimal("1.00"))
    assert (order.total, order.voucher_codes) == (Decimal("44.13"), ["FID-7KQ4M2XD9A"])
    assert list(
        order.lines.order_by("external_id").values_list(
            "external_id", "product__external_id", "quantity", "unit_price", "on_sale"
        )
    ) == [
        ("1", "p1", Decimal(2), Decimal("20.000000"), True),
        ("2", "p2", Decimal(1), Decimal("0.333333"), False),
    ]


def test_what_an_order_mentions_gets_a_placeholder_until_it_is_stated(shop: Shop) -> None:
    fact = order_fact(cart="1403")
    shops.state_order(shop=shop, external_id="46", fact=fact, gives=True)

    cart = Cart.objects.get(external_id="1403")
    product = Product.objects.get(external_id="p1")
    assert (cart.updated_at, cart.digest) == (None, None)
    assert (product.updated_at, product.digest) == (None, None)


def test_a_new_statement_brings_its_own_lines(shop: Shop) -> None:
    state(shop, line(1), line(2))

    state(shop, line(2, "15.00"), line(3), on=1)

    order = Order.objects.get(external_id="46")
    assert list(
        order.lines.order_by("external_id").values_list("external_id", "unit_price")
    ) == [
        ("2", Decimal("15.000000")),
        ("3", Decimal("40.000000")),
    ]


def test_the_last_word_stays_in_whatever_order_the_words_arrive(shop: Shop) -> None:
    facts = [
        order_fact(line(1), on=1, state="pending", paid_at=None),
        order_fact(line(1), on=2, state="paid"),
        order_fact(line(1, refunded_quantity=1), on=3, state="refunded"),
    ]

    for number, arrival in enumerate(permutations(facts)):
        for fact in arrival:
            shops.state_order(
                shop=shop, external_id=f"{number}", fact=fact, gives=fact.state == "paid"
            )

    orders = Order.objects.filter(shop=shop)
    assert set(orders.values_list("state", "updated_at", "lines__refunded_quantity")) == {
        ("refunded", day(3), Decimal(1))
    }
    assert set(orders.values_list("qualified_at", "qualified_by")) == {(START, day(2))}
    assert {frozenset(order.states_seen.items()) for order in orders} == {
        frozenset(
            {
                "pending": day(1).isoformat(),
                "paid": day(2).isoformat(),
                "refunded": day(3).isoformat(),
            }.items()
        )
    }


def test_an_older_statement_still_says_which_state_there_was(shop: Shop) -> None:
    state(shop, state="cancelled", on=3, gives=False)

    stated = state(shop, state="paid", on=1)

    assert stated.stale
    order = Order.objects.get(external_id="46")
    assert order.state == "cancelled"
    assert order.states_seen == {
        "paid": day(1).isoformat(),
        "cancelled": day(3).isoformat(),
    }
    assert order.qualified_by == day(1)


def test_of_two_states_at_one_instant_the_last_to_arrive_holds(shop: Shop) -> None:
    state(shop, state="paid", on=1)

    state(shop, state="cancelled", on=1, gives=False)

    order = Order.objects.get(external_id="46")
    assert order.states_seen == {"cancelled": day(1).isoformat()}


def test_an_order_qualifies_when_it_was_paid_else_placed() -> None:
    paid = order_fact(placed_at=day(1), paid_at=day(2), updated_at=day(5))
    unpaid = order_fact(placed_at=day(1), paid_at=None, updated_at=day(5))

    assert paid.qualifying_instant == day(2)
    assert unpaid.qualifying_instant == day(1)


def test_split_orders_may_share_their_reference(shop: Shop) -> None:
    for external_id in ("46", "47"):
        fact = order_fact(reference="XKBKNABJK")
        shops.state_order(shop=shop, external_id=external_id, fact=fact, gives=True)

    assert Order.objects.filter(reference="XKBKNABJK").count() == 2


def test_another_currency_is_refused(shop: Shop) -> None:
    with pytest.raises(shops.CurrencyMismatch, match="EUR") as refusal:
        state(shop, currency="CHF")

    assert refusal.value.code == "currency_mismatch"
    assert refusal.value.details == {"given": "CHF", "expected": "EUR"}
    assert not Order.objects.exists()


def lines_of(**fields: Any) -> dict[str, Any]:
    return {"lines": (line(1, **fields),)}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lines": (line(1), line(1, product="p2"))}, "lines"),
        (lines_of(quantity=Decimal("0.0001")), "lines"),
        (lines_of(quantity=-1), "lines"),
        (lines_of(quantity=2**31), "lines"),
        (lines_of(price="99999999", quantity=1000), "lines"),
        (lines_of(refunded_quantity=-1), "lines"),
        (lines_of(price="-1"), "lines"),
        (lines_of(price="100000000"), "lines"),
        (lines_of(price="0.0000001"), "lines"),
        (lines_of(refunded_amount=Decimal("-0.01")), "lines"),
        ({"refunded_amount": Decimal(-1)}, "refunded_amount"),
        ({"discount": Decimal("0.005")}, "discount"),
        ({"discount": Decimal(-1)}, "discount"),
        ({"shipping": Decimal("-0.01")}, "shipping"),
        ({"shipping": Decimal(10) ** 10}, "shipping"),
        ({"placed_at": datetime(9999, 12, 31, tzinfo=UTC)}, "placed_at"),
        ({"paid_at": datetime(1, 1, 1, tzinfo=UTC)}, "paid_at"),
    ],
)
def test_what_no_order_can_be_is_refused_and_leaves_no_trace(
    shop: Shop, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        state(shop, **fields)

    assert refusal.value.code == "invalid"
    assert refusal.value.details == {"field": field}
    assert not Order.objects.exists()
    assert not Product.objects.exists()


def test_a_refund_may_include_the_shipping(shop: Shop) -> None:
    state(shop, shipping=Decimal("5.80"), refunded_amount=Decimal("45.80"))

    assert Order.objects.get().refunded_amount == Decimal("45.80")


def test_the_mail_address_of_an_erased_customer_does_not_come_back(
    shop: Shop, alice: Customer
) -> None:
    state(shop, customer=alice, email="alice@example.com")
    assert Order.objects.get().email == "alice@example.com"

    shops.erase_customer(shop=shop, external_id="57", now=day(1))
    assert Order.objects.get().email == ""

    state(shop, customer=alice, email="alice@example.com", on=2)
    assert Order.objects.get().email == ""


def test_an_order_nobody_has_named_cannot_be_locked(shop: Shop) -> None:
    with pytest.raises(shops.UnknownId, match="46") as refusal:
        shops.lock_order(shop=shop, external_id="46")

    assert refusal.value.code == "unknown"
