"""The movements of points as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from points import actions as points
from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.staff import allow, backoffice, let_export, make_staff, take
from tests.statements import adjust, convert, put_order

SHELF = "points/movement"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(let_export(make_staff("clerk@example.com", shop)))


def test_each_movement_says_what_when_whose_and_why(alice: Customer, clerk: Client) -> None:
    put_order(alice.shop, "46", customer=alice, reference="XKBKNABJK")
    voucher = convert(alice, 1, on=1)
    allow(User.objects.get(), alice.shop, at_once=3)
    points.adjust(
        customer=alice,
        points=-3,
        reason="Mistake",
        source="1",
        author=f"staff:{User.objects.get().pk}",
        now=day(2),
    )

    head, *rows = take(clerk, SHELF)

    taken = dict(zip(head, rows[0], strict=True))
    assert len(taken.pop("Recorded")) == len("2026-05-01 12:00")
    assert taken == {
        "Shop": "boutique",
        "Date": "2026-05-03 12:00",
        "Customer": "57",
        "E-mail": "alice@example.com",
        "Number": "3",
        "Kind": "Adjusted by hand",
        "Points": "-3",
        "Balance": "0",
        "Order": "",
        "Reference": "",
        "Voucher": "",
        "Reason": "Mistake",
        "Author": "clerk@example.com",
    }
    causes = ["kind", "points", "order", "reference", "voucher", "author"]
    assert take(clerk, SHELF, "", *causes)[2:] == [
        ["Turned into a voucher", "-1", "", "", voucher.code, "The customer"],
        ["Order", "4", "46", "XKBKNABJK", "", "The shop"],
    ]


def test_a_french_reader_finds_days_first_and_states_in_french(
    alice: Customer, clerk: Client
) -> None:
    adjust(alice, 7)

    page = clerk.post(
        f"/admin/{SHELF}/export/",
        {"columns": ["happened_at", "kind", "points"]},
        headers={"accept-language": "fr"},
    )

    assert page.getvalue().decode("utf-8-sig") == (
        "Date;Nature;Points\r\n01/05/2026 12:00;Ajusté à la main;7\r\n"
    )


def test_each_row_goes_by_the_clock_of_its_shop(clerk: Client) -> None:
    far = make_shop("far", timezone="Pacific/Auckland")
    clerk = backoffice(let_export(make_staff("sam@example.com", far)))
    adjust(CustomerFactory.create(shop=far), 7)
    assert day(0) == datetime(2026, 5, 1, 10, tzinfo=UTC)

    assert take(clerk, SHELF, "", "happened_at")[1:] == [["2026-05-01 22:00"]]


def test_words_about_somebody_who_is_erased_stay_at_home(
    alice: Customer, bob: Customer, clerk: Client
) -> None:
    for customer in (alice, bob):
        adjust(customer, 7)
    programme.erase_customer(shop=alice.shop, external_id="57", author="api:1", now=day(3))

    rows = take(clerk, SHELF, "", "customer", "email", "kind", "reason")[1:]

    assert rows == [
        ["57", "", "Account erased", ""],
        ["58", "bob@example.com", "Adjusted by hand", "Goodwill"],
        ["57", "", "Adjusted by hand", ""],
    ]
