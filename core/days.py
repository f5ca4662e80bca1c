"""Days begin and end in the shop's time zone; instants are kept in UTC."""

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def close_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the midnight that closes the day: the first instant that is no longer in
    it.
    """
    return start_of(day + timedelta(days=1), zone)


def last_day(close: datetime, zone: tzinfo) -> date:
    """Return the day that ends at ``close``: people are told a day, not a midnight."""
    return (close - timedelta(microseconds=1)).astimezone(zone).date()


def months_after(day: date, months: int) -> date:
    """Return the same day some months on, or that month's last: 31 January + 1 is 28
    February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
