"""A run: as announced, one mail per customer, and nobody twice."""

from typing import Any

import pytest
from django.db import connection, transaction

from core.sql import Fragment, fetch
from mailing.models import Mail, SendingLimits
from programme import actions as programme
from reminders import actions as reminders
from reminders.actions.opening import add_campaign
from reminders.actions.refusals import CannotTurnOn
from reminders.actions.running import RunOutcome, run_all
from reminders.models import Campaign, Reminder, Schedule
from reminders.queries.campaigns import running
from reminders.queries.due import due
from reminders.rules.presets import Aim
from segments.models import Segment
from shop.models import Customer, Shop
from tests.connections import at_once, others
from tests.factories import CustomerFactory, day, make_shop, order_fact
from tests.reminders.conftest import (
    HOUR,
    agree,
    announced,
    buy,
    campaign,
    clear,
    fill,
    run,
    told,
)

pytestmark = pytest.mark.django_db


def test_new_shops_begin_with_all_campaigns_off(shop: Shop, client57: Customer) -> None:
    fill(client57, on=1)

    assert Campaign.objects.filter(shop=shop).count() == len(Aim)
    assert not Campaign.objects.exclude(activated_at=None).exists()
    assert run(shop, on=2).count == 0


def test_a_run_writes_down_when_and_how_much(shop: Shop, client57: Customer) -> None:
    campaign(shop, Aim.CART)
    fill(client57, on=1)

    assert run(shop, on=2).count == 1
    schedule = Schedule.objects.get(shop=shop)
    assert (schedule.ran_at, schedule.ran_by, schedule.mails) == (day(2), "system", 1)


def test_each_customer_gets_one_mail_the_first_by_priority(
    shop: Shop, client57: Customer, bob: Customer
) -> None:
    agree(bob)
    campaign(shop, Aim.ORDER, priority=10)
    campaign(shop, Aim.CART, priority=20)
    buy(client57, "1", on=0.5)
    for each, number in [(client57, "a"), (bob, "b")]:
        fill(each, number, on=1)

    assert announced_all(shop, on=2) == [
        ("57", "cart", "another"),
        ("57", "order", ""),
        ("58", "cart", ""),
    ]
    run(shop, on=2)
    assert sorted(told(shop)) == [("57", "order"), ("58", "cart")]
    # Not before the first has gone.
    assert announced(shop, on=2.1) == {"57": "waiting"}
    clear()
    assert announced(shop, on=2.1) == {"57": ""}


_ALL_REASONS = Fragment("""
    SELECT customer.external_id, campaign.aim, reason FROM ({due}) due
    JOIN shop_customer customer ON customer.id = due.customer_id
    JOIN reminders_campaign campaign ON campaign.id = due.campaign_id
    ORDER BY 1, 2
""")


def announced_all(shop: Shop, *, on: float) -> list[tuple[str, str, str]]:
    asked = due(running(shop), day(on))
    assert asked
    rows = fetch(_ALL_REASONS.fill(due=asked))
    return [(customer, aim, reason) for customer, aim, reason in rows]


def test_a_campaign_outside_its_hours_does_not_block_a_lower_one(
    shop: Shop, client57: Customer
) -> None:
    """The first is not for this hour."""
    campaign(shop, Aim.ORDER, priority=10, hour_from=20, hour_until=21)
    campaign(shop, Aim.CART, priority=20)
    buy(client57, "1", on=0.5)
    fill(client57, on=1)

    assert announced_all(shop, on=2) == [("57", "cart", ""), ("57", "order", "hours")]


@pytest.mark.parametrize(
    ("fields", "writes"),
    [
        ({"hour_from": 12, "hour_until": 13}, True),
        ({"hour_from": 13, "hour_until": 24}, False),
        ({"hour_from": 0, "hour_until": 12}, False),
        ({"weekdays": [7]}, True),
        ({"weekdays": [1, 2, 3, 4, 5, 6]}, False),
    ],
)
def test_campaigns_write_at_their_hours_and_on_their_days(
    shop: Shop, client57: Customer, fields: dict[str, Any], writes: bool
) -> None:
    """Noon in Paris on Sunday 3 May 2026."""
    campaign(shop, Aim.CART, **fields)
    fill(client57, on=1)

    assert announced(shop, on=2) == {"57": "" if writes else "hours"}
    assert run(shop, on=2).count == int(writes)


def test_a_campaign_writes_to_customers_of_its_segment_only(
    shop: Shop, client57: Customer, bob: Customer
) -> None:
    agree(bob)
    buyers = Segment.objects.create(shop=shop, name="Buyers", min_orders=1)
    campaign(shop, Aim.CART, segment=buyers)
    buy(client57, "1", on=0.5)
    for each, number in [(client57, "a"), (bob, "b")]:
        fill(each, number, on=1)

    assert announced(shop, on=2) == {"57": ""}


def test_an_account_that_never_bought_needs_consent(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    campaign(shop, Aim.CART)
    buy(bob, "1", on=0.5)
    for each, number in [(alice, "a"), (bob, "b")]:
        fill(each, number, on=1)

    assert announced(shop, on=2) == {"57": "no_consent", "58": ""}


def test_the_cap_counts_over_all_campaigns(shop: Shop, client57: Customer) -> None:
    SendingLimits.objects.update_or_create(
        shop=shop, defaults={"frequency_cap": 1, "frequency_cap_days": 7}
    )
    campaign(shop, Aim.CART)
    campaign(shop, Aim.ORDER)
    buy(client57, "1", on=1)
    assert run(shop, on=2).count == 1
    Mail.objects.update(state="sent", sent_at=day(2))
    fill(client57, on=3)

    assert announced(shop, on=4) == {"57": "capped"}
    assert announced(shop, on=9) == {"57": ""}


def test_some_customers_are_held_out_by_lot_and_for_good(shop: Shop) -> None:
    carts = campaign(shop, Aim.CART, holdout_percent=20)
    for number in range(200):
        customer = CustomerFactory.create(shop=shop, external_id=f"{number}")
        agree(customer)
        fill(customer, f"c{number}", on=1)

    outcome = run(shop, on=2)

    assert outcome.count + outcome.held_out == 200
    assert 20 <= outcome.held_out <= 60
    held = Reminder.objects.filter(campaign=carts, held_out=True)
    assert held.count() == outcome.held_out
    assert Mail.objects.count() == outcome.count
    again = run(shop, on=2 + HOUR)
    assert (again.count, again.held_out) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_as_one(shop: Shop, client57: Customer) -> None:
    campaign(shop, Aim.CART)
    fill(client57, on=1)

    outcomes = at_once(*[lambda: run(shop, on=2)] * 4)

    assert sum(each.count for each in outcomes) == 1
    assert Mail.objects.count() == Reminder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_run_leaves_where_another_is_going_on(shop: Shop) -> None:
    with transaction.atomic():
        run(shop, on=2)
        with others() as pool:
            outcome = pool._pool.submit(_elsewhere, shop).result()
    assert outcome.overlapping


def _elsewhere(shop: Shop) -> RunOutcome:
    try:
        return run(shop, on=2)
    finally:
        connection.close()


def test_every_shop_runs_for_itself(shop: Shop, client57: Customer) -> None:
    other = make_shop("other")
    stranger = CustomerFactory.create(shop=other, external_id="57")
    agree(stranger)
    campaign(shop, Aim.CART)
    for each in (client57, stranger):
        fill(each, on=1)

    outcomes = list(run_all(by="system", now=day(2)))
    assert [(each.code, outcome.count) for each, outcome in outcomes] == [
        ("boutique", 1),
        ("other", 0),
    ]


def test_an_import_pauses_all_campaigns(shop: Shop, client57: Customer) -> None:
    campaign(shop, Aim.ORDER)
    history = [("1", order_fact(customer=client57, placed_at=day(1), paid_at=day(1)))]

    list(programme.import_orders(shop=shop, orders=history, author="import", now=day(2)))

    order = Campaign.objects.get(shop=shop, aim=Aim.ORDER)
    assert (order.activated_at, order.paused_for) == (None, "import")
    assert run(shop, on=2).count == 0
    reminders.turn_on(campaign=order, now=day(2))
    assert run(shop, on=2).count == 0

    list(programme.import_orders(shop=shop, orders=history, author="import", now=day(3)))
    order.refresh_from_db()
    assert order.activated_at == day(2)


def test_an_offer_without_dates_cannot_be_turned_on(shop: Shop) -> None:
    offer = Campaign.objects.get(shop=shop, aim=Aim.EXCLUSIVE)

    with pytest.raises(CannotTurnOn):
        reminders.turn_on(campaign=offer, now=day(1))


def test_an_aim_can_have_several_campaigns(shop: Shop, client57: Customer) -> None:
    campaign(shop, Aim.CART)
    second = add_campaign(shop=shop, aim=Aim.CART, name="Carts, bis")
    second.hour_from, second.hour_until = 0, 24
    second.save()
    reminders.turn_on(campaign=second, now=day(0))
    fill(client57, on=1)

    assert run(shop, on=2).count == 1
