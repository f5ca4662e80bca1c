"""Points pay a part of a cart; the order that says so turns them into its voucher."""

from typing import Any

import pytest

from mailing.models import Mail
from programme.queries.inconsistencies import ledger_inconsistencies
from shop.models import Customer
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db

LINE = {"id": "1", "product": "3", "quantity": 1, "unit_price": "40.00"}


@pytest.fixture(autouse=True)
def hundred_points(api: Caller, alice: Customer) -> None:
    api.post("/customers/57/grants", {"points": 100, "source": "opening"})


def quote(api: Caller, points: int, **changes: Any) -> Any:
    body = {"customer": "57", "lines": [LINE], "points": points} | changes
    return api.post("/quotes", body).json()


def buy(api: Caller, points: int, **changes: Any) -> Any:
    body = {
        "customer": "57",
        "state": "paid",
        "currency": "EUR",
        "placed_at": "2026-05-01T12:00:00+02:00",
        "updated_at": "2026-05-01T12:00:00+02:00",
        "lines": [LINE],
        "discount": "20.00",
        "points_spent": points,
    }
    return api.put("/orders/46", body | changes).json()


def available(api: Caller) -> int:
    points: int = api.get("/customers/57/account").json()["points"]["available"]
    return points


def test_points_take_off_what_they_are_worth(api: Caller) -> None:
    told = quote(api, 40)

    assert told["discounts"] == [
        {
            "kind": "points",
            "label": "Récompense fidélité",
            "code": None,
            "amount": "20.00",
        }
    ]
    assert (told["to_pay"], told["points_to_earn"], told["refused"]) == ("20.00", 2, [])
    assert told["lines"][0]["discounts"] == [
        {"label": "Récompense fidélité", "amount": "20.00"}
    ]
    assert available(api) == 100


@pytest.mark.parametrize(
    ("points", "changes", "reason"),
    [
        (101, {}, "not_enough_points"),
        (40, {"customer": None}, "not_enough_points"),
        (40, {"customer": "somebody"}, "not_enough_points"),
        (40, {"lines": [LINE | {"unit_price": "4.00"}]}, "below_minimum"),
    ],
)
def test_points_that_cannot_pay_are_refused_with_the_reason(
    api: Caller, points: int, changes: dict[str, Any], reason: str
) -> None:
    told = quote(api, points, **changes)

    assert [(each["code"], each["reason"]) for each in told["refused"]] == [
        ("points", reason)
    ]
    assert told["discounts"] == []


def test_the_order_turns_its_points_into_the_voucher_it_uses(api: Caller) -> None:
    told = buy(api, 40)

    [voucher] = told["vouchers"]
    assert voucher["state"] == "used"
    assert told["points"]["granted"] == quote(api, 40)["points_to_earn"] == 2
    assert available(api) == 62
    looked = api.get(f"/vouchers/{voucher['code']}").json()
    assert (looked["amount"], looked["state"], looked["customer"]) == (
        *("20.00", "used"),
        "57",
    )
    assert api.get("/orders/46").json()["points_spent"] == 40
    assert not list(ledger_inconsistencies())


def test_the_same_order_again_spends_nothing_more(api: Caller) -> None:
    first = buy(api, 40)

    again = buy(api, 40)
    changed = buy(api, 40, reference="X", updated_at="2026-05-02T12:00:00+02:00")

    assert again["changed"] is False
    assert (changed["changed"], changed["vouchers"]) == (True, first["vouchers"])
    assert available(api) == 62
    assert not list(ledger_inconsistencies())


def test_a_cancelled_order_leaves_its_voucher_to_the_customer(api: Caller) -> None:
    [voucher] = buy(api, 40)["vouchers"]

    buy(api, 40, state="cancelled", updated_at="2026-05-02T12:00:00+02:00")

    assert api.get(f"/vouchers/{voucher['code']}").json()["state"] == "usable"
    assert available(api) == 60
    assert not list(ledger_inconsistencies())


def test_points_that_are_not_there_are_noted_and_the_order_stands(api: Caller) -> None:
    told = buy(api, 500, discount="0.00")

    assert (told["changed"], told["vouchers"]) == (True, [])
    assert told["notes"] == [{"code": "points_not_spent", "amount": "250.00"}]
    assert available(api) == 104


def test_nobody_is_written_to_of_points_that_were_spent(api: Caller) -> None:

    buy(api, 40)

    assert not Mail.objects.filter(mail_type="points_voucher").exists()
