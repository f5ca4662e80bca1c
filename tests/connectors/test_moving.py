"""A shop that has another address is read there, if it is the same shop."""

import pytest

from connectors import actions as connectors
from connectors.contract import Kind
from connectors.models import Connection, FeedCursor
from core.outgoing import AddressRefused
from tests.connectors.fake import FakeShop
from tests.connectors.rows import make_connection
from tests.connectors.runs import pull
from tests.factories import day, make_shop

NEW = "https://new.example.com"


@pytest.fixture
def read(connection: Connection, fake: FakeShop) -> Connection:
    fake.customer("57")
    fake.order("46", customer="57")
    pull(connection)
    return connection


def test_it_is_read_at_its_new_address_from_where_it_was(read: Connection) -> None:
    before = FeedCursor.objects.get(feed="orders").at

    connectors.move(connection=read, address=f"{NEW}/", now=day(1))

    read.refresh_from_db()
    assert read.address == NEW
    assert FeedCursor.objects.get(feed="orders").at == before


def test_a_shop_that_does_not_know_the_latest_order_is_another(
    read: Connection, fake: FakeShop
) -> None:
    del fake.things[Kind.ORDER, "46"]

    with pytest.raises(connectors.AnotherShop):
        connectors.move(connection=read, address=NEW, now=day(1))

    assert read.address == "https://fake.example.com"
    before = read.checked_at
    read.refresh_from_db()
    assert (read.address, read.checked_at) == ("https://fake.example.com", before)


def test_a_shop_with_another_order_of_that_number_is_another(
    read: Connection, fake: FakeShop
) -> None:
    fake.order("46", customer="57", placed_at=day(-30), paid_at=day(-30))

    with pytest.raises(connectors.AnotherShop):
        connectors.move(connection=read, address=NEW, now=day(1))


def test_the_address_of_another_connection_is_refused(read: Connection) -> None:
    make_connection(make_shop("other"), address=NEW)

    with pytest.raises(connectors.AlreadyConnected):
        connectors.move(connection=read, address=NEW, now=day(1))


def test_a_new_address_is_checked_as_the_first_was(read: Connection) -> None:
    with pytest.raises(AddressRefused):
        connectors.move(connection=read, address="http://new.example.com", now=day(1))


def test_one_that_was_stopped_goes_on_at_its_new_address(read: Connection) -> None:
    Connection.objects.update(state="stopped", stopped_for="no")
    read.refresh_from_db()

    connectors.move(connection=read, address=NEW, now=day(1))

    read.refresh_from_db()
    assert (read.state, read.stopped_for, read.address) == ("on", "", NEW)
