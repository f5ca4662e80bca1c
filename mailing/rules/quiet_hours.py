"""The hours and days on which no advertising is sent, by the shop's own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.days import close_of


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` until ``end``, across midnight where ``end`` is the earlier; at no
    hour where both are equal. ``days`` are whole days, 1 Monday to 7 Sunday, never all.
    """

    start: time
    end: time
    days: Collection[int]
    zone: ZoneInfo

    def next_allowed(self, now: datetime) -> datetime:
        """Return the first instant from ``now`` on that is not quiet; often ``now``
        itself.
        """
        # A quiet night may end within a quiet day, and so on: repeat until neither is.
        while (later := self._end_of_quiet_period(now)) is not None:
            now = later
        return now

    def _end_of_quiet_period(self, now: datetime) -> datetime | None:
        local = now.astimezone(self.zone)
        if local.isoweekday() in self.days:
            return close_of(local.date(), self.zone)
        hour = local.time()
        if self.start <= self.end:
            return self._ends(local.date()) if self.start <= hour < self.end else None
        if hour >= self.start:
            return self._ends(local.date() + timedelta(days=1))
        return self._ends(local.date()) if hour < self.end else None

    def _ends(self, day: date) -> datetime:
        """``end`` on this day. Where clocks go back and the hour comes twice, the later;
        where they go forward and it never comes, as long after the hour before.
        """
        return max(
            datetime.combine(day, self.end.replace(fold=fold), self.zone).astimezone(UTC)
            for fold in (0, 1)
        )
