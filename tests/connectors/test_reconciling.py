"""The shop's own money stands beside our books, order by order."""

from decimal import Decimal

import pytest

from connectors import actions as connectors
from connectors.contract import Kind
from connectors.models import Connection
from shop.models import Order
from tests.connectors.fake import FakeShop, an_order
from tests.connectors.runs import pull
from tests.factories import START, day


@pytest.fixture
def read(connection: Connection, fake: FakeShop) -> Connection:
    fake.order("1", shipping=Decimal("5.80"))
    fake.order("2", "12.34", refunded_amount=Decimal("2.34"))
    fake.order("3", state="cancelled", raw_state="off")
    pull(connection)
    return connection


def test_books_that_are_right_differ_by_nothing(read: Connection) -> None:
    found = connectors.reconcile(connection=read, now=day(1))

    assert (found.orders, found.unequal) == (3, 0)
    assert found.difference == 0
    assert found.lines == []


def test_an_order_that_differs_is_named_with_both_amounts(read: Connection) -> None:
    Order.objects.filter(external_id="1").update(shipping=Decimal("5.00"))

    found = connectors.reconcile(connection=read, now=day(1))

    assert (found.unequal, found.difference) == (1, Decimal("-0.80"))
    assert found.lines == [
        {"order": "1", "ours": "45.00", "shops": "45.80", "why": "amount"}
    ]


def test_an_order_in_another_state_is_named(read: Connection) -> None:
    Order.objects.filter(external_id="1").update(state="delivered")

    found = connectors.reconcile(connection=read, now=day(1))

    assert [line["why"] for line in found.lines] == ["state"]
    assert found.difference == 0


@pytest.mark.parametrize(
    ("fields", "why"), [({}, "missing"), ({"currency": "USD"}, "currency")]
)
def test_an_order_that_is_not_here_is_named_with_the_reason(
    read: Connection, fake: FakeShop, fields: dict[str, str], why: str
) -> None:
    fake.things[Kind.ORDER, "4"] = an_order(**fields)

    found = connectors.reconcile(connection=read, now=day(1))

    assert (found.orders, found.difference) == (4, Decimal(-40))
    assert [(line["order"], line["ours"], line["why"]) for line in found.lines] == [
        ("4", None, why)
    ]


def test_an_order_that_could_not_be_read_is_said_to_be_parked(
    read: Connection, fake: FakeShop
) -> None:
    fake.order("4", discount=Decimal("0.001"))
    pull(read, day(1))

    found = connectors.reconcile(connection=read, now=day(1))

    assert [line["why"] for line in found.lines] == ["parked"]


def test_orders_of_long_ago_are_left_out(read: Connection, fake: FakeShop) -> None:
    fake.things[Kind.ORDER, "old"] = an_order(placed_at=day(-200))

    assert connectors.reconcile(connection=read, now=START).orders == 3
