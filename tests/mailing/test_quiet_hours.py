from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailing.rules.quiet_hours import QuietHours

PARIS = ZoneInfo("Europe/Paris")
NIGHT = QuietHours(time(21), time(8), [], PARIS)


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-05-01T12:00", "2026-05-01T12:00"),
        ("2026-05-01T20:59:59", "2026-05-01T20:59:59"),
        ("2026-05-01T21:00", "2026-05-02T08:00"),
        ("2026-05-02T03:00", "2026-05-02T08:00"),
        ("2026-05-02T08:00", "2026-05-02T08:00"),
    ],
)
def test_what_comes_up_at_night_waits_for_the_morning(now: str, then: str) -> None:
    assert NIGHT.next_allowed(paris(now)) == paris(then)


def test_a_quiet_stretch_within_one_day_ends_on_it() -> None:
    lunch = QuietHours(time(12), time(14), [], PARIS)

    assert lunch.next_allowed(paris("2026-05-01T13:00")) == paris("2026-05-01T14:00")
    assert lunch.next_allowed(paris("2026-05-01T11:00")) == paris("2026-05-01T11:00")


def test_with_both_hours_alike_it_is_never_quiet() -> None:
    always = QuietHours(time(8), time(8), [], PARIS)

    assert always.next_allowed(paris("2026-05-01T08:00")) == paris("2026-05-01T08:00")


def test_a_quiet_day_is_followed_by_a_quiet_night() -> None:
    sundays = QuietHours(time(21), time(8), [6, 7], PARIS)

    # 1 May 2026 is a Friday.
    assert sundays.next_allowed(paris("2026-05-01T20:00")) == paris("2026-05-01T20:00")
    assert sundays.next_allowed(paris("2026-05-01T22:00")) == paris("2026-05-04T08:00")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        # Clocks go forward from 2 to 3 on 29 March: 02:30 does not come.
        ("2026-03-28T23:00", "2026-03-29T03:30"),
        # Back from 3 to 2 on 25 October: 02:30 comes twice, and the second ends it.
        ("2026-10-24T23:00", "2026-10-25T02:30"),
    ],
)
def test_the_nights_on_which_clocks_change_end_once(now: str, end: str) -> None:
    night = QuietHours(time(21), time(2, 30), [], PARIS)

    assert night.next_allowed(paris(now)) == paris(end, fold=1)


@given(
    start=st.times(),
    end=st.times(),
    days=st.sets(st.integers(1, 7), max_size=6),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
)
def test_no_offer_goes_in_quiet_hours(
    start: time, end: time, days: set[int], zone: str, now: datetime
) -> None:
    quiet = QuietHours(start, end, days, ZoneInfo(zone))
    begin = now.replace(tzinfo=UTC)

    then = quiet.next_allowed(begin)

    assert begin <= then <= begin + timedelta(days=8)
    assert quiet.next_allowed(then) == then
    local = then.astimezone(quiet.zone)
    assert local.isoweekday() not in days
    at = local.time()
    inside = start <= at < end if start <= end else at >= start or at < end
    assert not inside
