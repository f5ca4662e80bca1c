"""True facts are taken in: what is odd about an order is noted and shown, never refused."""

from decimal import Decimal
from typing import Any

import pytest

from shop import actions as shops
from shop.models import Customer, Order, Shop
from shop.rules.facts import ProductFact
from tests.api.conftest import Caller
from tests.factories import START, day
from tests.statements import points_of as points_held
from tests.statements import set_rules

pytestmark = pytest.mark.django_db


def order(*lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "customer": "57",
        "state": "paid",
        "currency": "EUR",
        "placed_at": START.isoformat(),
        "paid_at": START.isoformat(),
        "updated_at": day(1).isoformat(),
        "lines": [{"id": str(n), **each} for n, each in enumerate(lines, 1)],
        **fields,
    }


def goods(product: str, quantity: Any, price: str, **fields: Any) -> dict[str, Any]:
    return {"product": product, "quantity": quantity, "unit_price": price, **fields}


@pytest.fixture(autouse=True)
def a_point_per_cent(shop: Shop) -> None:
    set_rules(shop, ratio="0.01", on=-1)


def say(api: Caller, body: dict[str, Any], name: str = "46") -> tuple[int, list[Any]]:
    """Points that the order has given, and its notes."""
    answer = api.put(f"/orders/{name}", body)
    assert answer.status_code in {200, 201}, answer.content
    said = answer.json()
    return said["points"]["granted"], [
        (note["code"], note["amount"]) for note in said["notes"]
    ]


def test_a_refund_a_cent_above_what_was_paid_takes_all_points(
    api: Caller, alice: Customer
) -> None:
    sold = goods("3", 10, "23.90")
    assert say(api, order(sold, discount="59.75")) == (17925, [])

    back = order(sold | {"refunded_amount": "179.26"}, discount="59.75")

    assert say(api, back) == (0, [("refund_above_paid", "0.01")])
    assert points_held(alice, on=2)[0] == 0


def test_postage_paid_back_with_the_goods_is_noted(api: Caller, alice: Customer) -> None:
    sold = goods("3", 1, "40.00", refunded_quantity=1)

    assert say(api, order(sold, refunded_amount="5.00")) == (
        0,
        [("refund_above_paid", "5.00")],
    )


def test_a_discount_above_the_goods_counts_up_to_them(api: Caller, alice: Customer) -> None:
    assert say(api, order(goods("3", 1, "40.00"), discount="40.01")) == (
        0,
        [("discount_above_goods", "0.01")],
    )


@pytest.mark.parametrize(
    ("total", "difference"), [("9999.00", "9944.00"), ("54.99", "-0.01")]
)
def test_a_total_that_is_not_the_sum_of_its_parts_is_noted(
    api: Caller, alice: Customer, total: str, difference: str
) -> None:
    body = order(goods("3", 1, "50.00"), shipping="5.00", total=total)

    assert say(api, body) == (5000, [("total_differs", difference)])
    assert say(api, body | {"total": "55.00", "updated_at": day(2).isoformat()})[1] == []


def test_shipping_given_back_takes_no_points_from_goods(
    api: Caller, alice: Customer
) -> None:
    sold = goods("3", 1, "40.00")
    body = order(sold, shipping="5.80", shipping_refunded="5.80", total="45.80")

    assert say(api, body) == (4000, [])


def test_more_shipping_given_back_than_there_was_is_noted(
    api: Caller, alice: Customer
) -> None:
    body = order(goods("3", 1, "40.00"), shipping="5.00", shipping_refunded="6.50")

    assert say(api, body) == (4000, [("refund_above_paid", "1.50")])


def test_fees_are_part_of_the_total_and_earn_where_they_say_so(
    api: Caller, alice: Customer
) -> None:
    wrapping = {"label": "Emballage", "amount": "3.00", "earns": True}
    rebate = {"label": "Paiement comptant", "amount": "-1.00"}
    body = order(goods("3", 1, "40.00"), fees=[wrapping, rebate], total="42.00")
    assert say(api, body) == (4300, [])

    body["fees"][0]["refunded"] = "1.50"
    body["updated_at"] = day(2).isoformat()

    assert say(api, body) == (4150, [])


def test_a_line_says_which_part_of_the_discount_is_its_own(
    api: Caller, alice: Customer
) -> None:
    first = goods("3", 1, "40.00", discount="20.00")
    second = goods("4", 1, "40.00", discount="0.00")
    assert say(api, order(first, second, discount="20.00")) == (6000, [])

    back = order(first | {"refunded_quantity": 1}, second, discount="20.00")

    assert say(api, back | {"updated_at": day(2).isoformat()}) == (4000, [])


def test_lines_that_name_more_than_the_discount_are_believed_and_noted(
    api: Caller, alice: Customer
) -> None:
    body = order(goods("3", 1, "40.00", discount="15.00"), discount="10.00")

    assert say(api, body) == (2500, [("line_discounts_above_discount", "5.00")])


def test_another_currency_comes_in_at_the_rate_of_its_order(
    api: Caller, alice: Customer
) -> None:
    body = order(
        goods("3", 3, "11.00"), currency="USD", rate="1.1", shipping="5.50", total="38.50"
    )

    assert say(api, body) == (3000, [])
    stored = Order.objects.get()
    assert (stored.raw_currency, stored.total) == ("USD", Decimal("35.00"))
    assert api.put("/orders/47", body | {"rate": None}).status_code == 409
    assert api.put("/orders/48", body | {"rate": "0"}).status_code == 422


def test_what_went_back_to_a_card_is_off_what_it_has_paid(
    api: Caller, alice: Customer
) -> None:
    card = {"code": "CAD-X", "amount": "60.00", "refunded": "15.00"}

    _points, notes = say(api, order(goods("3", 3, "15.00"), gift_cards=[card]))

    assert notes == []


@pytest.mark.parametrize("state", ["paid", "cancelled"])
def test_cards_that_have_paid_too_much_are_noted(
    api: Caller, alice: Customer, state: str
) -> None:
    card = {"code": "CAD-X", "amount": "60.00", "refunded": "61.00"}
    other = {"code": "CAD-Y", "amount": "46.00"}
    body = order(goods("3", 3, "15.00"), gift_cards=[card, other], state=state)

    assert say(api, body)[1] == [
        ("gift_card_refund_above_paid", "1.00"),
        ("gift_cards_above_total", "1.00"),
    ]


def test_a_card_that_paid_for_a_card_is_noted(
    api: Caller, shop: Shop, alice: Customer
) -> None:
    fact = ProductFact(updated_at=START, name="Carte cadeau", gift_card=True)
    shops.state_product(shop=shop, external_id="9", fact=fact)
    card = {"code": "CAD-X", "amount": "30.00"}
    body = order(goods("9", 1, "50.00"), goods("3", 1, "20.00"), gift_cards=[card])

    assert say(api, body)[1] == [("gift_card_paid_by_gift_card", "10.00")]


@pytest.mark.parametrize("unknown", [None, "", "0000-00-00"])
def test_an_unknown_birthday_has_several_words(api: Caller, unknown: str | None) -> None:
    said = {"updated_at": START.isoformat(), "first_name": "Léa", "birthday": unknown}

    assert api.put("/customers/58", said).status_code == 201
    known = Customer.objects.get(external_id="58")
    assert (known.first_name, known.birthday) == ("Léa", None)


def test_a_day_that_is_none_is_no_birthday(api: Caller) -> None:
    said = {"updated_at": START.isoformat(), "birthday": "1900-02-29"}

    assert api.put("/customers/58", said).status_code == 422
