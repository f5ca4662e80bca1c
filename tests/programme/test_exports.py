"""Customers and orders as files."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, GroupFactory, day
from tests.staff import backoffice, let_export, make_staff, take
from tests.statements import put_order


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(let_export(make_staff("clerk@example.com", shop)))


def test_each_customer_says_who_and_how_many_points(shop: Shop, clerk: Client) -> None:
    alice = CustomerFactory.create(
        shop=shop,
        external_id="57",
        email="alice@example.com",
        birthday=date(1990, 2, 28),
        registered_at=day(-1),
        shop_group=GroupFactory.create(shop=shop, name="Fidèles"),
    )
    put_order(shop, "46", customer=alice)

    head, *rows = take(clerk, "shop/customer")

    assert [dict(zip(head, row, strict=True)) for row in rows] == [
        {
            "Shop": "boutique",
            "Id in the shop": "57",
            "E-mail": "alice@example.com",
            "First name": "Alice",
            "Last name": "Martin",
            "Language": "French",
            "Birthday": "1990-02-28",
            "Group": "Fidèles",
            "Registered": "2026-04-30 12:00",
            "Guest": "no",
            "Points": "4",
            "Erased": "",
        }
    ]


def test_of_somebody_who_is_erased_an_id_is_left(alice: Customer, clerk: Client) -> None:
    put_order(alice.shop, "46", customer=alice, email="alice@example.com")
    programme.erase_customer(shop=alice.shop, external_id="57", author="api:1", now=day(3))

    customers = take(clerk, "shop/customer")[1:]
    orders = take(clerk, "shop/order", "", "customer", "email")[1:]

    assert customers == [
        ["boutique", "57", *[""] * 7, "no", "0", "2026-05-04 12:00"],
    ]
    assert orders == [["57", ""]]


def test_each_order_says_what_was_paid_and_what_it_gave(
    alice: Customer, clerk: Client
) -> None:
    put_order(
        alice.shop,
        "46",
        customer=alice,
        reference="XKBKNABJK",
        email="alice@example.com",
        raw_state="Paiement accepté",
        shipping=Decimal("4.90"),
        discount=Decimal(5),
        vouchers=("SUMMER", "FID-1"),
        paid_at=day(1),
        total=Decimal("39.90"),
    )

    head, *rows = take(clerk, "shop/order")

    assert [dict(zip(head, row, strict=True)) for row in rows] == [
        {
            "Shop": "boutique",
            "Id in the shop": "46",
            "Reference": "XKBKNABJK",
            "Customer": "57",
            "E-mail": "alice@example.com",
            "State": "Paid",
            "State in the shop": "Paiement accepté",
            "Placed": "2026-05-01 12:00",
            "Paid": "2026-05-02 12:00",
            "Total": "39.90",
            "Currency": "EUR",
            "Shipping": "4.90",
            "Discount": "5.00",
            "Refunded outside lines": "0.00",
            "Voucher codes": "SUMMER, FID-1",
            "Points": "3",
        }
    ]


def test_a_search_holds_for_the_file(alice: Customer, bob: Customer, clerk: Client) -> None:
    found = take(clerk, "shop/customer", "q=bob@", "external_id", "first_name")

    assert found == [["Id in the shop", "First name"], ["58", "Bob"]]
