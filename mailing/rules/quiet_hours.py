"""When advertising waits: at night, and on some days, by the shop's own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.days import close_of


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` until ``end``, across midnight where that comes first; both alike:
    at no hour. ``days`` are whole days, 1 Monday to 7 Sunday, and never all of them.
    """

    start: time
    end: time
    days: Collection[int]
    zone: ZoneInfo

    def next_allowed(self, now: datetime) -> datetime:
        """The first instant from ``now`` on that is not quiet; often ``now`` itself."""
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
        """The later one where clocks are put back and an hour comes twice; where they are
        put forward and it never comes, as long after the hour before.
        """
        return max(
            datetime.combine(day, self.end.replace(fold=fold), self.zone).astimezone(UTC)
            for fold in (0, 1)
        )
