"""Staff bring two accounts together, and part them again."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.programme.reading import tables, text
from tests.staff import backoffice, make_staff
from tests.statements import (
    assert_honest,
    convert,
    merge,
    points_of,
    put_customer,
    put_order,
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


def page_of(customer: Customer, page: str) -> str:
    return f"/admin/shop/customer/{customer.pk}/{page}/"


@pytest.mark.parametrize("other", ["57", "ALICE@example.com"])
def test_first_it_is_shown_what_will_happen(
    shop: Shop, clerk: Client, alice: Customer, bob: Customer, other: str
) -> None:
    put_order(shop, "46", customer=alice)
    convert(alice, 1)
    put_order(shop, "47", customer=bob)

    page = clerk.post(page_of(bob, "merge"), {"other": other})

    assert tables(page)["preview"] == [
        "Bob Martin (58) 4 0 0 1 0",
        "Alice Martin (57) 3 0 0 1 1",
        "Together 7 0 0 2 1",
    ]
    assert points_of(bob, on=5) == (4, 0, 0)


def test_a_confirmed_merge_is_shown_on_both_customers_pages(
    shop: Shop, clerk: Client, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    page = clerk.post(
        page_of(bob, "merge"), {"other": "57", "confirm": alice.pk}, follow=True
    )

    assert "Account 57 is merged into this one." in text(page)
    assert "Also known as: Alice Martin (57)" in text(page)
    assert tables(page)["movements"][0].endswith(
        "Accounts merged Alice Martin +4 4 clerk@example.com"
    )
    old = clerk.get(page_of(alice, "change"))
    assert "all this account does counts for Bob Martin (58)." in text(old)
    assert points_of(bob, on=5) == (4, 0, 0)
    assert LogEntry.objects.get().object_repr == "58"
    assert_honest()


def test_a_merge_is_undone_from_the_customers_page(
    shop: Shop, clerk: Client, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    merge(bob, alice, on=1)
    assert "apart from Bob Martin (58)" in text(clerk.get(page_of(alice, "unmerge")))

    page = clerk.post(page_of(alice, "unmerge"), follow=True)

    assert "The account stands for itself again." in text(page)
    assert (points_of(alice, on=5), points_of(bob, on=5)) == ((4, 0, 0), (0, 0, 0))
    assert clerk.get(page_of(alice, "unmerge")).status_code == 404


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("99", "There is no such account in this shop."),
        ("58", "These are one and the same account."),
        ("59", "Account 59 is already merged into another."),
        ("same@example.com", "Several accounts have this address: give the id of one."),
        ("elsewhere", "There is no such account in this shop."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    clerk: Client, alice: Customer, bob: Customer, other: str, said: str
) -> None:
    carol = CustomerFactory.create(shop=bob.shop, external_id="59")
    merge(alice, carol, on=0)
    CustomerFactory.create(shop=make_shop("autre"), external_id="elsewhere")
    for _ in range(2):
        CustomerFactory.create(shop=bob.shop, email="same@example.com")

    for confirm in ({}, {"confirm": bob.pk}, {"confirm": alice.pk}):
        page = clerk.post(page_of(bob, "merge"), {"other": other} | confirm)
        assert said in text(page)

    assert not Customer.objects.filter(merged_into=bob).exists()


def test_nobody_is_merged_into_a_guest_an_erased_or_a_merged_one(
    shop: Shop, clerk: Client, alice: Customer, bob: Customer
) -> None:
    guest = put_customer(shop, "g1", guest=True).row
    merge(bob, alice, on=0)
    gone = CustomerFactory.create(shop=shop, external_id="59")
    programme.erase_customer(shop=shop, external_id="59", author="x", now=day(1))

    for customer in (guest, alice, gone):
        assert clerk.get(page_of(customer, "merge")).status_code == 404


def test_staff_of_another_shop_find_neither_page(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=0)
    sam = backoffice(make_staff("sam@example.com", make_shop("autre")))

    for page in (page_of(bob, "merge"), page_of(alice, "unmerge")):
        assert sam.get(page).status_code == 404
        assert sam.post(page, {"other": "57", "confirm": "yes"}).status_code == 404
