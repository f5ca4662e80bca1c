"""Arithmetic of the ledger: how a spend is shared over lots, how often an action counts,
and how its cause is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from core.days import local_day, start_of

# Under what points stand among the codes of a cart; no voucher's code has a colon.
POINTS_CODE = "points:"


def period_start(now: datetime, every: str, zone: ZoneInfo) -> datetime | None:
    """Answer when the year, month or day of ``now`` began in the shop; None: ever."""
    today = local_day(now, zone)
    match every:
        case "year":
            today = today.replace(month=1, day=1)
        case "month":
            today = today.replace(day=1)
        case "ever":
            return None
    return start_of(today, zone)


def trace(source: str) -> str:
    """Hash a cause, so that the ledger can keep it for ever: it may name a person."""
    return blake2b(source.encode(), digest_size=16).hexdigest()


def spend(points: int, remaining: Sequence[int]) -> list[int]:
    """Share a spend over lots in their given order: all of the first, then the next."""
    parts = []
    for each in remaining:
        part = min(points, each)
        parts.append(part)
        points -= part
    return parts
