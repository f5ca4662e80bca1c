"""From when, and until when, points can be spent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.days import close_of, local_day, months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """When points can be spent. ``validity`` None: they never expire."""

    pending_days: int
    validity: int | None
    in_months: bool
    zone: ZoneInfo


def activates_at(counted_at: datetime, life: Lifetime) -> datetime:
    """Answer from when points that were earned at ``counted_at`` can be spent."""
    return counted_at + timedelta(days=life.pending_days)


def expires_at(activates_at: datetime, life: Lifetime) -> datetime | None:
    """Answer the midnight that closes the last local day of validity; None: never."""
    if life.validity is None:
        return None
    first = local_day(activates_at, life.zone)
    last = (
        months_after(first, life.validity)
        if life.in_months
        else first + timedelta(days=life.validity)
    )
    return close_of(last, life.zone)


@dataclass(frozen=True, slots=True)
class ReturnPeriod:
    """For how many days at least returned points can be spent. 0: their own dates."""

    days: int
    zone: ZoneInfo


def at_least_until(
    end: datetime | None, now: datetime, period: ReturnPeriod
) -> datetime | None:
    """Answer when a lot ends to which points are returned at ``now``: never sooner."""
    if end is None or not period.days:
        return end
    last = local_day(now, period.zone) + timedelta(days=period.days)
    return max(end, close_of(last, period.zone))
