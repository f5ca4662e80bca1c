"""Goods sold by weight or length: quantities with decimals through every door."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from core import spreadsheet
from core.sql import fetch
from core.templatetags.typography import number
from earning.models import BonusTerms
from giftcards.models import GiftCard
from programme.queries.inconsistencies import ledger_inconsistencies
from segments.queries import members as segment_members
from segments.rules import Criteria
from shop.models import CartLine, Customer, OrderLine, Product, Shop
from tests.api.conftest import Caller
from tests.api.test_odd_orders import goods, order, say
from tests.factories import day
from tests.statements import set_rules
from vouchers.queries.turnover import KEPT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_point_per_cent(shop: Shop) -> None:
    set_rules(shop, ratio="0.01", on=-1)


@pytest.mark.parametrize(
    ("quantity", "price", "points"),
    [("1.5", "19.99", 2999), (0.333, "12.00", 400), ("2.000", "10.00", 2000)],
)
def test_a_line_is_its_quantity_times_its_price_to_the_cent(
    api: Caller, alice: Customer, quantity: Any, price: str, points: int
) -> None:
    assert say(api, order(goods("fabric", quantity, price))) == (points, [])


@pytest.mark.parametrize(
    ("back", "left"), [("0.5", 2000), ("1.25", 500), ("1.5", 0), (1.499, 1)]
)
def test_a_part_of_a_piece_takes_its_part_of_the_points(
    api: Caller, alice: Customer, back: Any, left: int
) -> None:
    sold = goods("fabric", "1.5", "20.00")
    say(api, order(sold))

    again = order(sold | {"refunded_quantity": back}, updated_at=day(2).isoformat())

    assert say(api, again)[0] == pytest.approx(left, abs=1)
    assert not [*ledger_inconsistencies()]


def test_a_discount_is_shared_by_what_lines_come_to(api: Caller, alice: Customer) -> None:
    fabric, thread = goods("fabric", "2.5", "12.00"), goods("thread", 1, "10.00")
    say(api, order(fabric, thread, discount="4.00"))

    back = order(
        fabric | {"refunded_quantity": "2.5"},
        thread,
        discount="4.00",
        updated_at=day(2).isoformat(),
    )

    assert say(api, back) == (900, [])


def test_points_per_piece_are_for_parts_of_one_too(
    api: Caller, alice: Customer, shop: Shop
) -> None:
    api.put("/products/fabric", {"updated_at": day(0).isoformat(), "name": "Tissu"})
    fabric = Product.objects.get(external_id="fabric").pk
    bonus = BonusTerms(
        priority=1, name="Tissu", kind="points", points=10, products=[fabric]
    )
    set_rules(shop, on=0, bonuses=[bonus])

    assert say(api, order(goods("fabric", "1.25", "8.00")))[0] == 1000 + 12


def test_the_same_quantity_in_other_letters_is_no_change(
    api: Caller, alice: Customer
) -> None:
    api.put("/orders/46", order(goods("fabric", 2, "8.00")))

    again = api.put("/orders/46", order(goods("fabric", "2.000", "8.00"))).json()

    assert again["changed"] is False


def test_quantities_are_read_back_in_their_shortest_form(
    api: Caller, alice: Customer
) -> None:
    api.put("/orders/46", order(goods("a", "1.50", "8.00", refunded_quantity="0.250")))
    api.put(
        "/carts/9",
        {
            "updated_at": day(0).isoformat(),
            "lines": [{"id": "1", "product": "a", "quantity": 0.75, "unit_price": "8"}],
        },
    )

    line = api.get("/orders/46").json()["lines"][0]
    assert (line["quantity"], line["refunded_quantity"]) == ("1.5", "0.25")
    assert api.get("/carts/9").json()["lines"][0]["quantity"] == "0.75"
    with translation.override("fr"):
        assert number(OrderLine.objects.get().quantity) == "1,5"
        assert spreadsheet.written(OrderLine.objects.get().quantity) == "1,5"
        assert number(CartLine.objects.get().quantity) == "0,75"


def test_a_quote_takes_parts_of_pieces(api: Caller, alice: Customer) -> None:
    line = {"id": "1", "product": "a", "quantity": "1.333", "unit_price": "9.99"}

    quote = api.post("/quotes", {"customer": "57", "lines": [line]}).json()

    assert (quote["lines"][0]["total"], quote["points_to_earn"]) == ("13.32", 1332)


def test_statements_in_sql_know_parts_of_pieces(
    api: Caller, alice: Customer, shop: Shop
) -> None:
    say(api, order(goods("a", "1.5", "20.00", refunded_quantity="0.5"), discount="3.00"))

    kept = fetch(KEPT.fill(orders="SELECT id FROM shop_order"))
    assert [amount for _order, amount in kept] == [Decimal("18.00")]
    for least, members in (("18.00", ["57"]), ("18.01", [])):
        criteria = Criteria(shop=shop.pk, min_spend=Decimal(least))
        found = segment_members.members(criteria, day(3))
        assert [each.external_id for each in found] == members


def test_a_part_of_a_gift_card_is_none(api: Caller, alice: Customer, shop: Shop) -> None:
    api.put("/products/card", {"updated_at": day(0).isoformat(), "gift_card": True})

    say(api, order(goods("card", "2.5", "10.00")))

    assert GiftCard.objects.count() == 2
    assert not [*ledger_inconsistencies()]


def test_pieces_that_came_back_and_were_never_bought_are_noted(
    api: Caller, alice: Customer
) -> None:
    sold = goods("a", 2, "10.00")
    say(api, order(sold))

    body = order(sold | {"refunded_quantity": 3}, updated_at=day(2).isoformat())

    assert say(api, body) == (0, [("more_returned_than_bought", "10.00")])
    assert api.get("/orders/46").json()["lines"][0]["refunded_quantity"] == "2"
    settled = body | {"updated_at": day(3).isoformat()}
    settled["lines"][0]["refunded_quantity"] = 1
    assert say(api, settled) == (1000, [])


def test_free_pieces_too_many_are_noted_at_nothing(api: Caller, alice: Customer) -> None:
    free = goods("gift", 1, "0.00", refunded_quantity=2)

    assert say(api, order(free, goods("a", 1, "10.00"))) == (
        1000,
        [("more_returned_than_bought", "0.00")],
    )


def test_a_line_of_which_none_is_left_is_taken_in(api: Caller, alice: Customer) -> None:
    none = goods("a", 0, "10.00", refunded_quantity=1)

    assert say(api, order(none, goods("b", 1, "5.00"))) == (
        500,
        [("more_returned_than_bought", "10.00")],
    )


def test_a_batch_takes_parts_of_pieces_as_single_calls_do(
    api: Caller, alice: Customer
) -> None:
    body = order(goods("a", "1.5", "19.99"))
    items = [{"type": "order", "id": "46", "body": body}]

    api.raw("post", "/batch", json.dumps({"items": items}).encode())

    assert api.get("/orders/46").json()["benefits"]["points"]["granted"] == 2999
