from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days import close_of, local_day, months_after, start_of

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (date(2026, 3, 28), "2026-03-27 23:00", "2026-03-28 23:00"),
        (date(2026, 3, 29), "2026-03-28 23:00", "2026-03-29 22:00"),
        (date(2026, 10, 25), "2026-10-24 22:00", "2026-10-25 23:00"),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_when_the_clocks_change_too(
    day: date, starts: str, ends: str
) -> None:
    assert start_of(day, PARIS) == utc(starts)
    assert close_of(day, PARIS) == utc(ends)


def test_late_in_the_evening_in_utc_it_is_tomorrow_in_paris() -> None:
    assert local_day(utc("2026-01-31 23:00"), PARIS) == date(2026, 2, 1)
    assert local_day(utc("2026-01-31 22:59"), PARIS) == date(2026, 1, 31)
    assert local_day(utc("2026-01-31 20:00"), REUNION) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
    ],
)
def test_some_months_on_it_is_the_same_day_or_the_last_one(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([PARIS, REUNION]))
def test_the_instant_before_the_close_is_still_in_the_day(
    day: date, zone: ZoneInfo
) -> None:
    close = close_of(day, zone)

    assert local_day(close - timedelta(microseconds=1), zone) == day
    assert local_day(close, zone) == day + timedelta(days=1)
    assert close == start_of(day + timedelta(days=1), zone)
