"""What a shop no longer has is found at night, and only what is gone indeed follows."""

from datetime import timedelta

import pytest

from connectors.contract import Kind
from connectors.models import Connection, FeedCursor, PendingRead
from shop.models import Customer, Order, Product
from tests.connectors.fake import FakeShop
from tests.connectors.runs import pull, read_pending, sweep
from tests.factories import START, day


@pytest.fixture
def read(connection: Connection, fake: FakeShop) -> Connection:
    fake.customer("57")
    fake.customer("58")
    fake.product("p1")
    fake.order("46", customer="57")
    pull(connection)
    return connection


def lose(fake: FakeShop, kind: Kind, name: str) -> None:
    del fake.things[kind, name], fake.moved[kind, name]


def test_a_customer_who_is_gone_is_erased(read: Connection, fake: FakeShop) -> None:
    lose(fake, Kind.CUSTOMER, "57")

    assert sweep(read, day(1)) == 1

    assert Customer.objects.get(external_id="57").erased_at is not None
    assert Customer.objects.get(external_id="58").erased_at is None
    read.refresh_from_db()
    assert read.swept_at == day(1)


def test_an_order_that_is_gone_is_cancelled(read: Connection, fake: FakeShop) -> None:
    lose(fake, Kind.ORDER, "46")

    sweep(read, day(1))

    order = Order.objects.get()
    assert (order.state, order.raw_state) == ("cancelled", "deleted")
    assert order.customer is not None
    assert order.lines.count() == 1


def test_a_product_that_is_gone_is_removed(read: Connection, fake: FakeShop) -> None:
    lose(fake, Kind.PRODUCT, "p1")

    sweep(read, day(1))

    assert Product.objects.get(external_id="p1").removed


def test_what_is_only_missing_from_the_list_stays(read: Connection, fake: FakeShop) -> None:
    fake.lists = False

    assert sweep(read, day(1)) == 0

    assert Customer.objects.get(external_id="57").erased_at is None


def test_what_has_been_missed_is_asked_for(read: Connection, fake: FakeShop) -> None:
    fake.customer("59")
    fake.moved[Kind.CUSTOMER, "59"] = START - timedelta(days=3)
    pull(read, START + timedelta(minutes=1))
    assert not Customer.objects.filter(external_id="59").exists()

    sweep(read, day(1))
    read_pending(read, day(1))

    assert Customer.objects.filter(external_id="59").exists()
    assert not PendingRead.objects.exists()


def test_when_many_are_gone_nobody_is_erased(
    connection: Connection, fake: FakeShop
) -> None:
    """A shop that was restored, moved or emptied."""
    for number in range(30):
        fake.customer(str(number))
    pull(connection)
    for number in range(25):
        lose(fake, Kind.CUSTOMER, str(number))

    assert sweep(connection, day(1)) == 0

    assert not Customer.objects.filter(erased_at__isnull=False).exists()
    assert "25" in FeedCursor.objects.get(feed="sweep customer").error


def test_lists_without_dates_are_read_anew(read: Connection, fake: FakeShop) -> None:
    fake.product("p1", title="Another name")
    pull(read, START + timedelta(minutes=1))
    assert Product.objects.get(external_id="p1").name == "Article p1"

    sweep(read, day(1))
    pull(read, day(1))

    assert Product.objects.get(external_id="p1").name == "Another name"


def test_when_the_very_latest_are_gone_the_shop_was_restored(
    connection: Connection, fake: FakeShop
) -> None:
    """A backup of last night knows nobody of today: no reason to erase them."""
    for number in range(1, 9):
        fake.customer(str(number))
    pull(connection)
    for number in (6, 7, 8):
        lose(fake, Kind.CUSTOMER, str(number))

    assert sweep(connection, day(1)) == 0

    assert not Customer.objects.filter(erased_at__isnull=False).exists()
    assert "3" in FeedCursor.objects.get(feed="sweep customer").error


def test_a_few_of_the_latest_and_older_ones_may_be_deleted(
    connection: Connection, fake: FakeShop
) -> None:
    for number in range(1, 9):
        fake.customer(str(number))
    pull(connection)
    for number in (2, 7, 8):
        lose(fake, Kind.CUSTOMER, str(number))

    assert sweep(connection, day(1)) == 3
