"""The past of a shop is read once, as much as is to count, and goes on where it was cut."""

import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors import actions as connectors
from connectors.actions import past
from connectors.actions.taking_in import take_in
from connectors.models import Connection, FeedCursor
from connectors.outgoing import BadAnswer
from connectors.queries.past import owed_by_year
from core.errors import Invalid
from earning.models import ActionTerms
from mailing.models import Mail
from points.models import Lot
from points.queries import balance as points_balance
from reminders.models import Campaign
from shop.models import Customer, Order
from tests.connectors.fake import FakeShop
from tests.connectors.runs import pull, read_past
from tests.factories import START, CustomerFactory, day, line
from tests.statements import assert_honest, put_order, set_rules
from tests.tiers.ladder import bronze, set_tiers, silver, tier_of


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
    balance = points_balance.balance(Customer.objects.get(external_id="57"), day(60))
    assert balance.available + balance.pending > 0
    assert Order.objects.count() == 5


def _points(connection: Connection) -> dict[str, int]:
    rows = Lot.objects.filter(shop=connection.shop, order__isnull=False)
    return {row.order.external_id: row.net for row in rows if row.order}


def test_orders_since_a_day_earn_and_those_before_are_history(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    connectors.start(connection=draft, past="since", since=day(-150).date(), now=START)

    read_past(draft)

    assert Order.objects.filter(counts=True).count() == 5
    assert _points(draft) == {"0": 4, "1": 4}


def test_without_points_for_the_past_its_orders_are_history(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    shop_with_a_past.order("9", customer="57", placed_at=day(1), paid_at=day(1))
    connectors.start(connection=draft, past="none", since=None, now=day(0.5))

    read_past(draft, day(1))

    assert Order.objects.filter(counts=True).count() == 6
    assert _points(draft) == {"9": 4}
    assert_honest()


def test_history_counts_for_tiers(draft: Connection, shop_with_a_past: FakeShop) -> None:
    set_tiers(draft.shop, bronze(), silver(minimum=150), on=-1)
    connectors.start(connection=draft, past="none", since=None, now=day(0.5))

    read_past(draft, day(1))

    assert tier_of(Customer.objects.get(external_id="57")) == "Argent"
    assert not Mail.objects.exists()


def test_an_old_order_that_changes_still_earns_nothing(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    connectors.start(connection=draft, past="none", since=None, now=day(0.5))
    read_past(draft, day(1))
    shop_with_a_past.order(
        "3", "80.00", customer="57", placed_at=day(-300), paid_at=day(-300)
    )

    pull(draft, day(2))

    order = Order.objects.get(external_id="3")
    assert (order.lines.get().unit_price, _points(draft)) == (Decimal("80.00"), {})


def test_who_has_bought_before_is_no_newcomer(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    """A bonus for the first order is for people who had none."""
    bonus = ActionTerms(type="first_order", points=10, cap=None, cap_every="ever")
    set_rules(draft.shop, actions=[bonus])
    connectors.start(connection=draft, past="none", since=None, now=day(0.5))
    read_past(draft, day(1))
    shop_with_a_past.customer("58")
    for number, customer in enumerate(["57", "58"]):
        at = day(2)
        name = f"new{number}"
        shop_with_a_past.order(name, customer=customer, placed_at=at, paid_at=at)

    pull(draft, day(3))

    assert _points(draft) == {"new0": 4, "new1": 14}


def test_where_orders_have_given_points_the_past_stays_out(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    """Points that were given before the shop was connected are not taken back."""
    customer = CustomerFactory.create(shop=draft.shop, external_id="57")
    at = day(-50)
    put_order(draft.shop, "before", customer=customer, placed_at=at, paid_at=at)
    connectors.start(connection=draft, past="none", since=None, now=day(0.5))

    read_past(draft, day(1))

    assert set(Order.objects.values_list("external_id", flat=True)) == {"before"}
    assert _points(draft) == {"before": 4}


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


def test_lists_of_one_past_are_read_by_one_worker(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    """Whoever comes second leaves: orders must not come in before their customers."""
    connectors.start(connection=draft, past="all", since=None, now=START)
    FeedCursor.objects.create(
        connection=draft, feed="customers", leased_until=START + timedelta(minutes=1)
    )

    read_past(draft)

    assert not Order.objects.exists()
    assert draft.state == Connection.State.READING


def test_pages_are_gathered_into_lots_and_the_next_is_read_meanwhile(
    draft: Connection, shop_with_a_past: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.actions.past.LOT", 4)
    taken: list[tuple[int, int]] = []
    whole = take_in

    def slowly(**given: Any) -> int:
        # As long as the shop needs for a page: then the next is here already.
        time.sleep(0.1)
        taken.append((len(given["items"]), shop_with_a_past.calls.count("changes orders")))
        return whole(**given)

    monkeypatch.setattr("connectors.actions.past.take_in", slowly)
    connectors.start(connection=draft, past="all", since=None, now=START)

    assert read_past(draft) == 7

    # Orders: two pages of two are a lot, the third page is read while that is taken in.
    assert [each for each in taken if each[1]] == [(4, 3), (1, 3), (0, 3)]


def test_a_shop_that_is_slow_still_moves_the_bar(
    draft: Connection, shop_with_a_past: FakeShop
) -> None:
    """A lot that takes long to gather is taken in before it is full."""
    now = [START]

    def slow(call: str) -> None:
        if call.startswith("changes"):
            now[0] += past.PATIENCE + timedelta(seconds=1)

    shop_with_a_past.trouble = slow
    connectors.start(connection=draft, past="all", since=None, now=START)
    clock = lambda: now[0]  # noqa: E731 -- a clock is a call

    lots = list(
        connectors.read_past(
            connection=draft, clock=clock, until=START + timedelta(hours=1)
        )
    )

    assert lots == [1, 1, 2, 2, 1, 0]


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

    assert (draft.survey["orders"], draft.survey["customers"]) == (7, 1)
    latest, before = owed_by_year(draft, START)
    assert (latest.since, latest.orders) == (date(2026, 1, 1), 2)
    assert (latest.points, latest.worth) == (8, Decimal("4.00"))
    assert (before.since, before.orders, before.points) == (date(2025, 1, 1), 5, 20)


def test_read_again_nothing_changes(draft: Connection, shop_with_a_past: FakeShop) -> None:
    connectors.start(connection=draft, past="all", since=None, now=START)
    read_past(draft)
    customer = Customer.objects.get(external_id="57")
    before = points_balance.balance(customer, day(60))

    connectors.read_again(connection=draft, since=None)
    read_past(draft, START + timedelta(hours=1))

    assert points_balance.balance(customer, day(60)) == before
