"""A birthday on a day on which nothing goes is wished on the next that it may."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mailing.actions.claiming import claim_batch
from mailing.models import Mail, SendingLimits
from reminders import actions as reminders
from reminders.models import Campaign
from reminders.rules.dated import birthdays_of, wished_days
from reminders.rules.presets import Aim
from shop.models import Customer, Shop
from tests.factories import day
from tests.reminders.conftest import HOUR, agree, campaign, run, told
from tests.statements import put_customer

# Day 0 is Friday 1 May 2026, noon in Paris: day 2 is a Sunday, day 3 a Monday.
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture
def wishes(shop: Shop) -> Campaign:
    return campaign(shop, Aim.BIRTHDAY)


def born(shop: Shop, on: date, external_id: str = "b") -> Customer:
    put_customer(shop, external_id, email=f"{external_id}@x.example", birthday=on, on=0)
    row = Customer.objects.get(external_id=external_id)
    agree(row)
    return row


def take(on: float) -> list[str]:
    claim_batch(now=day(on))
    return [f"{mail.state}{mail.reason}" for mail in Mail.objects.order_by("pk")]


def test_a_birthday_on_a_quiet_day_is_wished_the_day_after(
    shop: Shop, wishes: Campaign
) -> None:
    SendingLimits.objects.filter(shop=shop).update(quiet_days=[7])
    born(shop, date(1980, 5, 3))

    run(shop, on=2)

    assert take(2) == ["due"]
    assert take(3) == ["claimed"]


def test_a_birthday_amid_many_quiet_days_waits_for_all_of_them(
    shop: Shop, wishes: Campaign
) -> None:
    SendingLimits.objects.filter(shop=shop).update(quiet_days=[7, 1, 2, 3, 4])
    born(shop, date(1980, 5, 3))

    run(shop, on=2)

    assert take(2) == ["due"]
    assert take(7) == ["claimed"]


def test_a_run_after_quiet_days_wishes_those_it_has_not(
    shop: Shop, wishes: Campaign
) -> None:
    SendingLimits.objects.filter(shop=shop).update(quiet_days=[6, 7])
    born(shop, date(1980, 5, 2))

    run(shop, on=3)

    assert told(shop) == [("b", "birthday")]


def test_a_birthday_on_a_weekday_without_mails_is_wished_after_it(
    shop: Shop, wishes: Campaign
) -> None:
    Campaign.objects.filter(pk=wishes.pk).update(weekdays=[1, 2, 3, 4, 5])
    born(shop, date(1980, 5, 3))

    run(shop, on=2)
    assert told(shop) == []
    run(shop, on=3)
    run(shop, on=4)

    assert told(shop) == [("b", "birthday")]
    assert take(4) == ["claimed"]


def test_a_birthday_of_yesterday_is_not_wished_without_a_reason(
    shop: Shop, wishes: Campaign
) -> None:
    born(shop, date(1980, 5, 3))

    run(shop, on=3)

    assert told(shop) == []


def test_a_wish_whose_hours_were_over_is_made_up_for(shop: Shop, wishes: Campaign) -> None:
    Campaign.objects.filter(pk=wishes.pk).update(hour_from=9, hour_until=13)
    born(shop, date(1980, 5, 3))
    run(shop, on=2)

    assert take(2 + 2 * HOUR) == ["refusedhours"]
    run(shop, on=3)
    assert take(3) == ["refusedhours", "claimed"]


def test_a_mail_that_waited_over_midnight_still_goes(shop: Shop, wishes: Campaign) -> None:
    born(shop, date(1980, 5, 3))
    run(shop, on=2 + 9.5 * HOUR)

    assert take(2 + 9.5 * HOUR) == ["due"]
    assert take(3) == ["claimed"]


def test_a_wish_of_new_year_s_eve_belongs_to_its_own_year(
    shop: Shop, wishes: Campaign
) -> None:
    """31 December 2028 is a Sunday, 31 December 2029 a Monday."""
    SendingLimits.objects.filter(shop=shop).update(quiet_days=[7])
    born(shop, date(1980, 12, 31))

    for now in (
        datetime(2029, 1, 1, 11, tzinfo=UTC),
        datetime(2029, 12, 31, 11, tzinfo=UTC),
    ):
        reminders.run(shop=shop, by="system", now=now)
        Mail.objects.filter(state="due").update(state="sent", sent_at=now)

    assert told(shop) == [("b", "birthday")] * 2


def test_a_birthday_when_clocks_change_is_one_day(shop: Shop, wishes: Campaign) -> None:
    """Sunday 25 October 2026 has 25 hours in Paris."""
    SendingLimits.objects.filter(shop=shop).update(quiet_days=[7])
    born(shop, date(1980, 10, 25))
    first = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    for hours in (0, 1, 21, 32):
        reminders.run(shop=shop, by="system", now=first + timedelta(hours=hours))

    assert told(shop) == [("b", "birthday")]


def test_an_offer_put_off_beyond_its_last_day_is_not_sent(shop: Shop) -> None:
    SendingLimits.objects.filter(shop=shop).update(quiet_days=[7])
    last = date(2026, 5, 3)
    campaign(shop, Aim.EXCLUSIVE, starts_on=last, ends_on=last)
    put_customer(shop, "e", email="e@x.example", on=0)
    agree(Customer.objects.get(external_id="e"))

    run(shop, on=2)

    assert take(3) == ["refusedno_longer"]


def test_29_february_is_wished_with_the_day_it_falls_on() -> None:
    sunday = date(2027, 2, 28)
    days = wished_days(date(2027, 3, 1), weekdays=EVERY_DAY, quiet_days=[7])

    assert sunday.isoweekday() == 7
    assert ("02-29", 2027, False) in birthdays_of(days)
