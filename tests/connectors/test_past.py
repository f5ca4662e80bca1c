"""The past of a shop is read once, as much as is to count, and goes on where it was cut."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from connectors import actions as connectors
from connectors.models import Connection, FeedCursor
from connectors.outgoing import BadAnswer
from connectors.queries.past import owed_by_year
from core.errors import Invalid
from points.queries import balance as points_queries
from reminders.models import Campaign
from shop.models import Customer, Order
from tests.connectors.fake import FakeShop
from tests.connectors.runs import read_past
from tests.factories import START, day, line


@pytest.fixture
def shop_with_a_past(fake: FakeShop) -> FakeShop:
    fake.product("p1")
    fake.customer("57")
    for number in range(5):
        at = day(-100 * number)
        fake.order(str(number), customer="57", placed_at=at, paid_at=at)
    return fake


def test_all_of_it_comes_in_and_counts(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    connectors.start(connection=draft, past="all", since=None, now=START)

    assert read_past(draft) == 7

    assert draft.state == Connection.State.ON
    assert draft.opened_at == START
    balance = points_queries.balance(Customer.objects.get(external_id="57"), day(60))
    assert balance.available + balance.pending > 0
    assert Order.objects.count() == 5


def test_orders_since_a_day_alone(draft: Connection, shop_with_a_past: FakeShop) -> None:
    connectors.start(connection=draft, past="since", since=day(-150).date(), now=START)

    read_past(draft)

    assert set(Order.objects.values_list("external_id", flat=True)) == {"0", "1"}


def test_nothing_of_the_past_but_its_people(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    shop_with_a_past.order("9", placed_at=day(1), paid_at=day(1))
    connectors.start(connection=draft, past="none", since=None, now=day(0.5))

    read_past(draft, day(1))

    assert set(Order.objects.values_list("external_id", flat=True)) == {"9"}
    assert Customer.objects.filter(external_id="57").exists()


def test_a_day_is_said_where_one_is_needed(draft: Connection) -> None:
    with pytest.raises(Invalid):
        connectors.start(connection=draft, past="since", since=None, now=START)


def test_cut_off_in_the_middle_it_goes_on(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    connectors.start(connection=draft, past="all", since=None, now=START)

    def cut(call: str) -> None:
        if call == "changes orders" and shop_with_a_past.calls.count(call) == 2:
            raise BadAnswer("half a page")

    shop_with_a_past.trouble = cut
    with pytest.raises(BadAnswer):
        read_past(draft)
    row = FeedCursor.objects.get(connection=draft, feed="orders")
    assert (row.done, row.total, row.error) == (2, 5, "half a page")
    assert draft.state == Connection.State.READING

    shop_with_a_past.trouble = None
    read_past(draft)

    assert Order.objects.count() == 5
    assert draft.state == Connection.State.ON
    row.refresh_from_db()
    assert (row.done, row.error) == (5, "")


def test_campaigns_are_off_while_it_comes_in(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    Campaign.objects.filter(shop=draft.shop, aim="thanks").update(activated_at=START)
    connectors.start(connection=draft, past="all", since=None, now=START)

    read_past(draft)

    assert not Campaign.objects.filter(activated_at__isnull=False).exists()


def test_time_that_is_over_leaves_the_rest(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    connectors.start(connection=draft, past="all", since=None, now=START)

    list(connectors.read_past(connection=draft, clock=lambda: START, until=START))

    assert draft.state == Connection.State.READING
    assert not Order.objects.exists()


def test_what_the_past_would_come_to_is_known_before(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    shop_with_a_past.order("guest", lines=(line(1, "1000.00"),))
    shop_with_a_past.order("off", customer="57", state="cancelled", raw_state="off")

    connectors.survey(connection=draft, now=START)

    assert draft.survey["orders"] == 7
    latest, before = owed_by_year(draft, START)
    assert (latest.since, latest.orders) == (date(2026, 1, 1), 2)
    assert (latest.points, latest.worth) == (8, Decimal("4.00"))
    assert (before.since, before.orders, before.points) == (date(2025, 1, 1), 5, 20)


def test_read_again_nothing_changes(draft: Connection, shop_with_a_past: FakeShop) -> None:
    connectors.start(connection=draft, past="all", since=None, now=START)
    read_past(draft)
    customer = Customer.objects.get(external_id="57")
    before = points_queries.balance(customer, day(60))

    connectors.read_again(connection=draft, since=None)
    read_past(draft, START + timedelta(hours=1))

    assert points_queries.balance(customer, day(60)) == before
