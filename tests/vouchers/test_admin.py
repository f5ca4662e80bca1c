"""Vouchers to look at, and to find by what has become of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.days import close_of
from shop.models import Customer, Shop
from tests.factories import VoucherFactory, day
from tests.staff import backoffice, list_cost, make_boss, make_staff
from tests.statements import put_order
from tests.world import furnish
from vouchers.models import Voucher
from vouchers.queries.usable import in_state

State = Voucher.State


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


@pytest.fixture
def vouchers(shop: Shop, alice: Customer) -> dict[str, Voucher]:
    """One in each state on day 5."""
    put_order(shop, "46", customer=alice)
    lives: dict[State, dict[str, Any]] = {
        State.SCHEDULED: {"valid_from": day(6)},
        State.USABLE: {},
        State.HELD: {"held_until": day(5.1)},
        State.USED: {"used": 1, "used_at": day(2)},
        State.EXPIRED: {"valid_until": day(5)},
        State.CANCELLED: {"cancelled_at": day(1)},
        State.ARCHIVED: {"valid_until": day(2), "archived_at": day(4)},
    }
    return {
        state: VoucherFactory.create(shop=shop, customer=alice, **life)
        for state, life in lives.items()
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "vouchers/voucher") == (9, rows)


@pytest.mark.parametrize("state", State)
def test_the_database_and_the_row_agree_on_the_state(
    vouchers: dict[str, Voucher], state: State
) -> None:
    assert list(Voucher.objects.filter(in_state(state, day(5)))) == [vouchers[state]]
    assert vouchers[state].state_at(day(5)) == state


@pytest.mark.parametrize("state", State)
def test_vouchers_are_found_by_their_state(
    clerk: Client, vouchers: dict[str, Voucher], state: State
) -> None:
    page = clerk.get("/admin/vouchers/voucher/", {"state": state})

    assert list(page.context["cl"].result_list) == [vouchers[state]]
    assert f'field-state">{state.label}<' in page.content.decode()


def test_a_state_that_is_none_filters_nothing(
    clerk: Client, vouchers: dict[str, Voucher]
) -> None:
    page = clerk.get("/admin/vouchers/voucher/", {"state": "lost"})

    assert page.context["cl"].result_count == len(vouchers)


def test_vouchers_cannot_be_touched(vouchers: dict[str, Voucher]) -> None:
    boss = backoffice(make_boss())
    voucher = f"/admin/vouchers/voucher/{vouchers[State.USABLE].pk}/"

    assert boss.get("/admin/vouchers/voucher/add/").status_code == 403
    assert boss.post(f"{voucher}change/", {"amount": "500"}).status_code == 403
    assert boss.post(f"{voucher}delete/").status_code == 403


def test_a_voucher_shows_its_last_day_and_not_the_midnight_after(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    close = close_of(date(2026, 11, 29), shop.zone)
    voucher = VoucherFactory.create(shop=shop, customer=alice, valid_until=close)

    rows = clerk.get("/admin/vouchers/voucher/").content.decode()
    sheet = clerk.get(f"/admin/vouchers/voucher/{voucher.pk}/change/").content.decode()

    assert 'field-last">29 November 2026<' in rows
    assert "29 November 2026" in sheet
