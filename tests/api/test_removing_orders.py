"""An order that never was: all it has given is taken back, and nothing is left of it."""

from typing import Any

import pytest

from programme.queries.inconsistencies import ledger_inconsistencies
from programme.queries.stated_orders import out_of_step
from shop.models import Customer, Order, OrderLine, Shop
from tests.api.conftest import Caller, key_for
from tests.api.test_orders import sample
from tests.factories import VoucherFactory, make_card, make_shop
from tests.tiers.ladder import set_tiers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def customer(alice: Customer) -> Customer:
    return alice


def account(api: Caller) -> Any:
    return api.get("/customers/57/account").json()


def test_a_removed_order_takes_its_points_back(api: Caller) -> None:
    api.put("/orders/46", sample())

    answer = api.delete("/orders/46")

    assert answer.status_code == 204
    assert account(api)["points"]["available"] == 0
    assert [each["points"] for each in api.get("/customers/57/points").json()["items"]] == [
        -3,
        3,
    ]
    assert not list(ledger_inconsistencies())


def test_a_removed_order_leaves_nothing_that_was_said(api: Caller) -> None:
    api.put("/orders/46", sample(vouchers=["FID-9"]))

    api.delete("/orders/46")

    order = Order.objects.get()
    assert (order.email, order.cart, order.total) == ("", None, None)
    assert order.voucher_codes == []
    assert not OrderLine.objects.exists()
    assert api.get("/orders/46").status_code == 404


def test_points_that_were_spent_become_a_debt(api: Caller) -> None:
    api.put("/orders/46", sample())
    voucher = api.post("/customers/57/conversions").json()["voucher"]["code"]
    later = {"placed_at": "2026-05-01T13:00:00+02:00", "paid_at": None}
    api.put("/orders/47", sample(vouchers=[voucher], lines=[], **later))

    api.delete("/orders/46")

    left = account(api)["points"]
    assert (left["available"], left["debt"]) == (0, 3)
    assert not list(ledger_inconsistencies())


def test_vouchers_and_cards_come_back(api: Caller, shop: Shop, customer: Customer) -> None:
    VoucherFactory.create(shop=shop, customer=customer, code="FID-1", origin="manual")
    make_card(shop, code="CAD-1")
    cards = [{"code": "CAD-1", "amount": "10.00"}]
    api.put("/orders/46", sample(vouchers=["FID-1"], gift_cards=cards))

    api.delete("/orders/46")

    assert api.get("/vouchers/FID-1").json()["state"] == "usable"
    assert api.get("/gift-cards/CAD-1").json()["balance"] == "50.00"
    assert not list(ledger_inconsistencies())


def test_a_tier_reached_with_it_is_lost(api: Caller, shop: Shop) -> None:
    set_tiers(shop, on=-1)
    lines = [sample()["lines"][0] | {"unit_price": "600.00"}]
    api.put("/orders/46", sample(lines=lines, total=None))
    assert account(api)["tier"]["name"] == "Or"

    api.delete("/orders/46")

    after = account(api)["tier"]
    assert (after["name"], after["spent"]) == ("Bronze", "0.00")


def test_removed_twice_is_removed_once(api: Caller) -> None:
    api.put("/orders/46", sample())
    api.delete("/orders/46")

    assert api.delete("/orders/46").status_code == 204
    assert len(api.get("/customers/57/points").json()["items"]) == 2


def test_what_was_said_before_the_removal_stays_removed(api: Caller) -> None:
    api.put("/orders/46", sample())
    api.delete("/orders/46")

    again = api.put("/orders/46", sample()).json()

    assert (again["changed"], again["stale"]) == (False, True)
    assert again["points"]["granted"] == 0
    assert api.get("/orders/46").status_code == 404


def test_a_later_statement_brings_the_order_back(api: Caller) -> None:
    api.put("/orders/46", sample())
    api.delete("/orders/46")

    again = api.put("/orders/46", sample(updated_at="2026-05-02T10:00:00+02:00")).json()

    assert (again["changed"], again["points"]["granted"]) == (True, 3)
    assert api.get("/orders/46").status_code == 200
    assert not list(ledger_inconsistencies())


@pytest.mark.parametrize("stated", [True, False])
def test_an_order_that_nobody_has_stated_is_not_there(api: Caller, stated: bool) -> None:
    if stated:
        body = {"updated_at": "2026-05-01T12:00:00+02:00", "order": "46"}
        api.put("/carts/1403", body)

    answer = api.delete("/orders/46")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


def test_nobody_removes_the_order_of_another_shop(api: Caller) -> None:
    api.put("/orders/46", sample())

    assert key_for(make_shop("ailleurs")).delete("/orders/46").status_code == 404
    assert account(api)["points"]["available"] == 3


def test_a_removed_order_counts_nowhere(api: Caller, customer: Customer) -> None:
    api.put("/orders/46", sample())
    api.delete("/orders/46")

    order = Order.objects.get()
    assert (order.counts, order.removed, order.state) == (False, True, "cancelled")
    assert out_of_step([order]) == []
