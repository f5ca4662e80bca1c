"""What a shop shows its customer: the account, and where the points came from."""

from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from shop.models import Customer, Shop
from tests.api.conftest import Caller
from tests.factories import CustomerFactory, day, line
from tests.statements import adjust, convert, put_order, set_rules

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("alice")
def test_the_account_of_somebody_new_is_empty(api: Caller) -> None:
    answer = api.get("/customers/57/account")

    assert answer.status_code == 200
    assert answer.json() == {
        "points": {
            "available": 0,
            "pending": 0,
            "debt": 0,
            "value": "0.00",
            "convertible": 0,
            "expiring": [],
        },
        "tier": None,
        "vouchers": [],
        "wishlist": {"items": 0},
        "erased_at": None,
    }


def test_the_account_tells_points_their_value_and_usable_vouchers(
    api: Caller, alice: Customer, clock: time_machine.Traveller
) -> None:
    put_order(alice.shop, "45", line(1, "60.00"), customer=alice)
    voucher = convert(alice, 2, on=1)
    clock.move_to(day(1))

    assert api.get("/customers/57/account").json() == {
        "points": {
            "available": 4,
            "pending": 0,
            "debt": 0,
            "value": "2.00",
            "convertible": 4,
            "expiring": [{"points": 4, "at": "2026-08-10T00:00:00+02:00"}],
        },
        "tier": None,
        "vouchers": [
            {
                "code": voucher.code,
                "origin": "points",
                "kind": "amount",
                "amount": "1.00",
                "percent": None,
                "valid_until": "2027-05-03T00:00:00+02:00",
                "minimum": "5.00",
                "minimum_of_goods": False,
                "max_amount": None,
                "highlight": True,
            }
        ],
        "wishlist": {"items": 0},
        "erased_at": None,
    }


def test_the_value_is_that_of_what_can_be_converted(
    api: Caller, alice: Customer, shop: Shop
) -> None:
    set_rules(shop, convert_step=3, pending_days=0)
    put_order(shop, "46", customer=alice)

    told = api.get("/customers/57/account").json()["points"]

    assert (told["available"], told["convertible"], told["value"]) == (4, 3, "1.50")


def test_pending_points_are_told_apart(api: Caller, alice: Customer, shop: Shop) -> None:
    set_rules(shop, pending_days=14)
    put_order(shop, "46", customer=alice)

    told = api.get("/customers/57/account").json()["points"]

    assert (told["available"], told["pending"]) == (0, 4)


def test_a_customer_only_mentioned_has_an_account(api: Caller, shop: Shop) -> None:
    CustomerFactory.create(shop=shop, external_id="9", updated_at=None, digest=None)

    assert api.get("/customers/9/account").status_code == 200


@pytest.mark.parametrize("what", ["account", "points"])
def test_nobody_has_no_account(api: Caller, what: str) -> None:
    answer = api.get(f"/customers/404/{what}")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


@pytest.mark.parametrize("orders", [1, 3])
def test_the_account_costs_the_same_whatever_the_history(
    api: Caller,
    alice: Customer,
    orders: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(orders):
        put_order(alice.shop, str(number), customer=alice)
        convert(alice, 1)
    api.get("/customers/57/account")

    with django_assert_num_queries(7):
        answer = api.get("/customers/57/account")

    assert len(answer.json()["vouchers"]) == orders


def story(api: Caller) -> list[Any]:
    return [
        (each["points"], each["balance"], each["cause"]["kind"])
        for each in api.get("/customers/57/points").json()["items"]
    ]


def test_movements_are_told_newest_first_with_cause_and_balance(
    api: Caller, alice: Customer
) -> None:
    put_order(alice.shop, "46", customer=alice, reference="XKBKNABJK")
    voucher = convert(alice, 3, on=1)
    adjust(alice, 5, on=2)

    answer = api.get("/customers/57/points")

    [adjusted, converted, settled] = answer.json()["items"]
    assert answer.json()["next"] is None
    assert story(api) == [(5, 6, "adjust"), (-3, 1, "convert"), (4, 4, "settle")]
    assert adjusted["cause"]["source"].startswith("adjust:")
    assert converted["cause"]["voucher"] == voucher.code
    assert settled == {
        "points": 4,
        "balance": 4,
        "happened_at": "2026-05-01T12:00:00+02:00",
        "cause": {
            "kind": "settle",
            "source": "order:46:settle:1",
            "order": "46",
            "reference": "XKBKNABJK",
            "voucher": None,
        },
    }


def test_a_long_story_is_told_page_by_page(api: Caller, alice: Customer) -> None:
    for number in range(1, 102):
        adjust(alice, number)
    pages, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/customers/57/points{cursor and f'?cursor={cursor}'}").json()
        pages.append([each["points"] for each in page["items"]])
        cursor = page["next"]

    assert pages == [
        list(range(101, 51, -1)),
        list(range(51, 1, -1)),
        [1],
    ]


def test_a_last_page_that_is_full_has_no_next(api: Caller, alice: Customer) -> None:
    for number in range(1, 51):
        adjust(alice, number)

    assert api.get("/customers/57/points").json()["next"] is None


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "%00", "YmVmb3JlOjk5OTk5OTk5OTk5", "YWZ0ZXI6MQ", "a" * 10_000]
)
@pytest.mark.usefixtures("alice")
def test_a_cursor_of_somebody_elses_making_is_refused(api: Caller, cursor: str) -> None:
    answer = api.get(f"/customers/57/points?cursor={cursor}")

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "cursor", "message": "Not a cursor of ours."}
    ]


@pytest.mark.parametrize("orders", [1, 3])
def test_the_movements_cost_the_same_whatever_their_number(
    api: Caller,
    alice: Customer,
    orders: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(orders):
        put_order(alice.shop, str(number), customer=alice)
        convert(alice, 1)
    api.get("/customers/57/points")

    with django_assert_num_queries(3):
        answer = api.get("/customers/57/points")

    assert len(answer.json()["items"]) == 2 * orders
