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


def activates_at(qualified_at: datetime, life: Lifetime) -> datetime:
    return qualified_at + timedelta(days=life.pending_days)


def expires_at(activates_at: datetime, life: Lifetime) -> datetime | None:
    """The midnight that closes the last local day of validity."""
    if life.validity is None:
        return None
    first = local_day(activates_at, life.zone)
    last = (
        months_after(first, life.validity)
        if life.in_months
        else first + timedelta(days=life.validity)
    )
    return close_of(last, life.zone)
