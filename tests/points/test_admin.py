"""The ledger in the back-office, read-only."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from accounts.queries import author_of
from points import actions as points
from points.models import Lot, Movement
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day
from tests.staff import allow, backoffice, list_cost, make_boss, make_staff, page_cost
from tests.statements import adjust, put_order
from tests.world import furnish

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "points/account") == (7, rows)
    assert list_cost(clerk, "points/lot") == (7, 2 * rows)
    assert list_cost(clerk, "points/movement") == (7, 3 * rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_movement_costs_the_same_however_many_lots_it_spent(
    alice: Customer, clerk: Client, rows: int
) -> None:
    for number in range(rows):
        adjust(alice, 5, on=number)
    adjust(alice, -5 * rows, on=4)
    spent = Movement.objects.latest("pk")
    assert spent.entries.count() == rows

    assert page_cost(clerk, f"/admin/points/movement/{spent.pk}/change/") == 12


@pytest.mark.parametrize("rows", [1, 3])
def test_a_lot_costs_the_same_however_often_it_was_spent(
    alice: Customer, clerk: Client, rows: int
) -> None:
    adjust(alice, 9)
    for number in range(1, rows):
        adjust(alice, -1, on=number)
    lot = Lot.objects.get()
    assert lot.entries.count() == rows

    assert page_cost(clerk, f"/admin/points/lot/{lot.pk}/change/") == 11


def test_movements_name_their_author_and_cause(shop: Shop, clerk: Client) -> None:
    alice = CustomerFactory.create(shop=shop)
    put_order(shop, "46", customer=alice, reference="XKBKNABJK")
    author = allow(make_staff("julie@example.com"), shop, 1)
    points.adjust(
        customer=alice,
        points=-1,
        reason="Mistake",
        source="1",
        author=author_of(author),
        now=day(1),
    )

    page = clerk.get("/admin/points/movement/")

    rows = re.findall(
        r'field-why">(.*?)<.*?field-written_by">(.*?)<', page.content.decode()
    )
    assert rows == [
        ("Adjusted by hand: Mistake", "julie@example.com"),
        ("Order XKBKNABJK", "The shop"),
    ]


def test_the_ledger_cannot_be_touched(alice: Customer) -> None:
    adjust(alice, 5)
    boss = backoffice(make_boss())

    for shelf in ["account", "lot", "movement"]:
        assert boss.get(f"/admin/points/{shelf}/add/").status_code == 403
    lot = Lot.objects.get()
    assert boss.get(f"/admin/points/lot/{lot.pk}/delete/").status_code == 403
    assert boss.post(f"/admin/points/lot/{lot.pk}/change/").status_code == 403
