"""Since when wishes are counted: by the calendar, or back from now. No rows, no clock."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.days import local_day, start_of


class Span(StrEnum):
    """Of the calendar: today, this month, this year. Rolling: so long back from now."""

    TODAY = "today"
    MONTH = "month"
    YEAR = "year"
    LAST_DAY = "last_day"
    LAST_30_DAYS = "last_30_days"
    LAST_365_DAYS = "last_365_days"

    def since(self, now: datetime, zone: ZoneInfo) -> datetime:
        today = local_day(now, zone)
        match self:
            case Span.TODAY:
                return start_of(today, zone)
            case Span.MONTH:
                return start_of(today.replace(day=1), zone)
            case Span.YEAR:
                return start_of(today.replace(month=1, day=1), zone)
        return now - timedelta(days=_DAYS[self])


_DAYS = {Span.LAST_DAY: 1, Span.LAST_30_DAYS: 30, Span.LAST_365_DAYS: 365}
