"""What changes in a connected shop comes in: once, in order, and nothing is lost."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.contract import Gone, Kind, Unreadable
from connectors.models import Connection, FeedCursor, PendingRead
from connectors.outgoing import BadAnswer, KeyRefused, ShopAway
from points.queries import balance as points_balance
from shop.models import Customer, Order, Product, Shop
from tests.connectors.fake import FakeShop, an_order
from tests.connectors.runs import pull, read_pending
from tests.factories import START, VoucherFactory, day
from vouchers.models import RefusedCode, VoucherUse

MINUTE = timedelta(minutes=1)


def away(_call: str) -> None:
    raise ShopAway("away")


def refused(_call: str) -> None:
    raise KeyRefused("no")


def points(shop: Shop, customer: str) -> int:
    row = Customer.objects.get(shop=shop, external_id=customer)
    balance = points_balance.balance(row, day(30))
    return balance.available + balance.pending


def test_facts_come_in_with_points(connection: Connection, fake: FakeShop) -> None:
    fake.product("1")
    fake.customer("57")
    fake.order("46", customer="57")

    assert pull(connection) == 3

    assert points(connection.shop, "57") == 4
    assert Product.objects.get(external_id="1").name == "Article 1"


def test_a_second_pull_finds_nothing_new(connection: Connection, fake: FakeShop) -> None:
    fake.customer("57")
    fake.order("46", customer="57")
    pull(connection)
    before = Order.objects.get().updated_at

    pull(connection, START + MINUTE)

    assert points(connection.shop, "57") == 4
    assert Order.objects.get().updated_at == before


def test_more_than_a_page_comes_in_at_once(connection: Connection, fake: FakeShop) -> None:
    for number in range(7):
        fake.customer(str(number))

    assert pull(connection) == 7


def test_more_things_of_one_second_than_fit_on_a_page(
    connection: Connection, fake: FakeShop
) -> None:
    for number in range(7):
        fake.put(Kind.ORDER, str(number), an_order(), after=0)

    pull(connection)

    assert Order.objects.count() == 7


def test_a_pull_that_is_cut_off_goes_on_where_it_was(
    connection: Connection, fake: FakeShop
) -> None:
    for number in range(5):
        fake.order(str(number))
    seen = []

    def cut(call: str) -> None:
        seen.append(call)
        if seen.count("changes orders") == 2:
            raise ShopAway("cut")

    fake.trouble = cut
    pull(connection)
    assert Order.objects.count() == 2
    row = FeedCursor.objects.get(connection=connection, feed="orders")
    assert (row.complete, row.error, row.failed_at) == (False, "cut", START)

    fake.trouble = None
    pull(connection, START + MINUTE)

    assert Order.objects.count() == 5
    row.refresh_from_db()
    assert row.complete
    assert not row.error


def test_what_the_shop_writes_late_is_found_by_the_overlap(
    connection: Connection, fake: FakeShop
) -> None:
    """In the hour that comes twice the shop's clock goes back."""
    fake.clock += timedelta(minutes=10)
    fake.order("1")
    pull(connection)

    fake.clock -= timedelta(minutes=4)
    fake.order("2")
    pull(connection, START + MINUTE)

    assert Order.objects.count() == 2


def test_a_cancellation_in_the_repeated_hour_counts(
    connection: Connection, fake: FakeShop
) -> None:
    fake.customer("57")
    fake.order("46", customer="57")
    pull(connection)

    fake.things[Kind.ORDER, "46"] = an_order(
        customer="57", state="cancelled", raw_state="off"
    )
    fake.clock += timedelta(hours=1)
    pull(connection, START + MINUTE)

    assert points(connection.shop, "57") == 0


def test_a_refund_that_moves_no_order_is_pointed_at(
    connection: Connection, fake: FakeShop
) -> None:
    fake.customer("57")
    fake.order("46", customer="57")
    pull(connection)

    fake.things[Kind.ORDER, "46"] = an_order(customer="57", refunded_amount=Decimal(20))
    fake.clock += timedelta(hours=3)
    fake.looks.append((fake.clock, "46"))
    pull(connection, START + MINUTE)
    read_pending(connection, START + 2 * MINUTE)

    assert points(connection.shop, "57") == 2
    assert not PendingRead.objects.exists()


def test_one_that_cannot_be_read_does_not_keep_the_others(
    connection: Connection, fake: FakeShop
) -> None:
    fake.order("1")
    fake.put(Kind.ORDER, "2", Unreadable("KeyError: 'lines'"))
    fake.order("3")

    assert pull(connection) == 2

    parked = PendingRead.objects.get()
    assert (parked.kind, parked.external_id, parked.due_at) == ("order", "2", None)
    assert parked.error == "KeyError: 'lines'"


@pytest.mark.parametrize(
    "fields", [{"currency": "USD"}, {"discount": Decimal("0.001")}, {"lines": None}]
)
def test_one_that_is_refused_is_parked_and_goes_in_once_it_is_right(
    connection: Connection, fake: FakeShop, fields: dict[str, Any]
) -> None:
    fake.order("1", **fields)
    fake.order("2")
    pull(connection)
    assert Order.objects.get().external_id == "2"
    assert PendingRead.objects.get().due_at is None

    fake.order("1")
    pull(connection, START + MINUTE)

    assert Order.objects.count() == 2
    assert not PendingRead.objects.exists()


def test_a_shop_that_is_away_is_asked_once_a_round(
    connection: Connection, fake: FakeShop
) -> None:
    fake.trouble = away

    assert pull(connection) == 0

    assert fake.calls == ["changes products"]
    connection.refresh_from_db()
    assert connection.state == Connection.State.ON


def test_a_bad_answer_of_one_list_does_not_keep_the_others(
    connection: Connection, fake: FakeShop
) -> None:
    fake.order("46")

    def bad(call: str) -> None:
        if call == "changes customers":
            raise BadAnswer("html")

    fake.trouble = bad
    pull(connection)

    assert Order.objects.count() == 1
    assert FeedCursor.objects.get(feed="customers").error == "html"


def test_a_refused_key_stops_the_connection(connection: Connection, fake: FakeShop) -> None:
    fake.trouble = refused

    pull(connection)

    connection.refresh_from_db()
    assert connection.state == Connection.State.STOPPED
    assert connection.stopped_for == "no"


def test_a_list_that_another_worker_reads_is_left(
    connection: Connection, fake: FakeShop
) -> None:
    fake.order("46")
    FeedCursor.objects.filter(feed="orders").update(leased_until=START + MINUTE)

    pull(connection)
    assert not Order.objects.exists()

    pull(connection, START + 2 * MINUTE)
    assert Order.objects.exists()


def test_a_known_customers_order_never_becomes_a_guests(
    connection: Connection, fake: FakeShop
) -> None:
    """WooCommerce drops the customer from the orders of an account it has deleted."""
    fake.customer("57")
    fake.order("46", customer="57")
    pull(connection)

    fake.order("46", customer=None, raw_state="paid ")
    pull(connection, START + MINUTE)

    assert points(connection.shop, "57") == 4


def test_a_customer_the_shop_marks_as_gone_is_erased(
    connection: Connection, fake: FakeShop
) -> None:
    fake.customer("57")
    pull(connection)

    fake.put(Kind.CUSTOMER, "57", Gone())
    pull(connection, START + MINUTE)

    assert Customer.objects.get().erased_at is not None


def test_only_our_codes_are_named(connection: Connection, fake: FakeShop) -> None:
    fake.order("46", vouchers=("SOLDES10", "#77"))

    pull(connection)

    assert Order.objects.get().voucher_codes == []


@pytest.mark.parametrize("wrong", [timedelta(hours=5), timedelta(hours=-5)])
def test_a_shop_whose_clock_is_wrong_is_read_by_its_own(
    connection: Connection, fake: FakeShop, wrong: timedelta
) -> None:
    """Cursors compare the shop with itself, never with us."""
    fake.customer("57")
    fake.clock += wrong
    fake.order("46", customer="57")
    pull(connection)
    fake.order("47", customer="57")

    pull(connection, START + MINUTE)

    assert Order.objects.count() == 2
    assert points(connection.shop, "57") == 8


def test_one_code_in_two_orders_at_once_is_used_once(
    connection: Connection, fake: FakeShop
) -> None:
    """Two checkouts at the same moment: the shop lets both have it."""
    fake.customer("57")
    pull(connection)
    owner = Customer.objects.get(external_id="57")
    voucher = VoucherFactory.create(shop=owner.shop, customer=owner, code="FID-AAA")
    for name in ("46", "47"):
        fake.order(name, customer="57", discount=Decimal(5), vouchers=("fid-aaa",))

    pull(connection, START + MINUTE)

    voucher.refresh_from_db()
    assert voucher.used == 1
    assert VoucherUse.objects.get().order.external_id == "46"
    refused = RefusedCode.objects.get()
    assert (refused.order.external_id, refused.reason) == ("47", "already_used")


def test_a_guest_who_uses_their_own_code_has_used_it(
    connection: Connection, fake: FakeShop
) -> None:
    """Not signed in, under the address of the code's owner: the shop has given it."""
    fake.customer("57", email="zoe@example.com")
    pull(connection)
    owner = Customer.objects.get(external_id="57")
    voucher = VoucherFactory.create(shop=owner.shop, customer=owner, code="FID-AAA")

    fake.order("46", email="Zoe@Example.com", discount=Decimal(5), vouchers=("fid-aaa",))
    pull(connection, START + MINUTE)

    voucher.refresh_from_db()
    assert voucher.used == 1
    assert not RefusedCode.objects.exists()


def test_a_guest_at_another_address_has_not(connection: Connection, fake: FakeShop) -> None:
    fake.customer("57", email="zoe@example.com")
    pull(connection)
    owner = Customer.objects.get(external_id="57")
    voucher = VoucherFactory.create(shop=owner.shop, customer=owner, code="FID-AAA")

    fake.order("46", email="paul@example.com", discount=Decimal(5), vouchers=("fid-aaa",))
    pull(connection, START + MINUTE)

    voucher.refresh_from_db()
    assert voucher.used == 0
