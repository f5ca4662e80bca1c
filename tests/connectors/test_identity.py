"""Ids that a shop gives a second time never mix two people, nor two orders."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from connectors.models import Connection, PendingRead
from connectors.queries.health import complaints
from points.models import Lot
from shop.models import Customer, Order
from tests.connectors.fake import FakeShop
from tests.connectors.runs import pull
from tests.factories import START, day

LATER = START + timedelta(minutes=1)


@pytest.fixture
def read(connection: Connection, fake: FakeShop) -> Connection:
    fake.customer("1", email="zoe@example.com", registered_at=day(-400))
    fake.order("7", customer="1", reference="AAAA")
    pull(connection)
    return connection


def _points(connection: Connection) -> dict[str, int]:
    rows = Lot.objects.filter(shop=connection.shop, order__isnull=False)
    return {row.order.external_id: row.net for row in rows if row.order}


def test_another_person_under_a_known_id_is_kept_out(
    read: Connection, fake: FakeShop
) -> None:
    """A shop that was installed anew counts its customers from one again."""
    fake.customer("1", email="paul@example.com", registered_at=day(-1))
    fake.order("8", "90.00", customer="1", reference="BBBB")

    pull(read, LATER)

    assert Customer.objects.get(external_id="1").email == "zoe@example.com"
    assert not Order.objects.filter(external_id="8").exists()
    assert _points(read) == {"7": 4}
    parked = PendingRead.objects.filter(reused=True, due_at=None)
    assert set(parked.values_list("kind", "external_id")) == {
        ("customer", "1"),
        ("order", "8"),
    }


def test_an_order_that_was_theirs_stays_theirs(read: Connection, fake: FakeShop) -> None:
    fake.customer("1", email="paul@example.com", registered_at=day(-1))
    fake.order("7", "20.00", customer="1", reference="AAAA")

    pull(read, LATER)

    assert _points(read) == {"7": 2}


def test_orders_of_another_person_stay_out_in_later_readings(
    read: Connection, fake: FakeShop
) -> None:
    fake.customer("1", email="paul@example.com", registered_at=day(-1))
    pull(read, LATER)

    fake.clock += timedelta(hours=1)
    fake.order("9", "90.00", customer="1", reference="CCCC")
    pull(read, day(1))

    assert not Order.objects.filter(external_id="9").exists()


def test_the_page_says_that_the_shop_looks_restored(
    read: Connection, fake: FakeShop
) -> None:
    fake.customer("1", email="paul@example.com", registered_at=day(-1))
    pull(read, LATER)

    with translation.override("en"):
        urgent = [each.sentence for each in complaints(read, LATER) if each.urgent]

    assert any("installed anew" in sentence for sentence in urgent)


@pytest.mark.parametrize(
    "fields",
    [
        # A new address is a person's own affair.
        {"email": "zoe.martin@example.com", "registered_at": day(-400)},
        # A day that was corrected, of the same mailbox.
        {"email": "Zoe+shop@example.com", "registered_at": day(-1)},
        # The shop's zone was set right.
        {"email": "z@example.com", "registered_at": day(-400) + timedelta(hours=6)},
        {"email": "z@example.com", "registered_at": None},
    ],
)
def test_the_same_person_with_one_thing_changed_comes_in(
    read: Connection, fake: FakeShop, fields: dict[str, object]
) -> None:
    fake.customer("1", **fields)

    pull(read, LATER)

    assert Customer.objects.get(external_id="1").email == fields["email"]
    assert not PendingRead.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"reference": "ZZZZ", "customer": "1"},
        {"reference": "AAAA", "customer": "2"},
    ],
)
def test_another_order_under_a_known_id_is_kept_out(
    read: Connection, fake: FakeShop, fields: dict[str, str]
) -> None:
    """Restored from a backup, the shop gives the numbers of its last day once more."""
    fake.customer("2")
    at = day(3)
    fake.order("7", "900.00", placed_at=at, paid_at=at, **fields)

    pull(read, LATER)

    order = Order.objects.get(external_id="7")
    assert order.lines.get().unit_price == Decimal("40.00")
    assert _points(read) == {"7": 4}
    assert PendingRead.objects.get().reused


def test_an_order_whose_day_staff_have_corrected_comes_in(
    read: Connection, fake: FakeShop
) -> None:
    at = day(-3)
    fake.order("7", "50.00", customer="1", reference="AAAA", placed_at=at, paid_at=at)

    pull(read, LATER)

    assert Order.objects.get(external_id="7").placed_at == at
    assert not PendingRead.objects.exists()


def test_one_that_is_itself_again_goes_in_and_is_forgotten(
    read: Connection, fake: FakeShop
) -> None:
    fake.customer("1", email="paul@example.com", registered_at=day(-1))
    pull(read, LATER)

    fake.customer("1", email="zoe@example.com", registered_at=day(-400))
    pull(read, day(1))

    assert not PendingRead.objects.filter(kind="customer").exists()
