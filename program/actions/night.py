"""What the clock alone brings about. Every step can be interrupted and run again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from points import actions as points
from vouchers import actions as vouchers

# Its steps, by name and in order.
NIGHT = ["expire", "archive", "holds", "files"]
# A file of customers that nobody has confirmed by then is forgotten.
FILES_WAIT = timedelta(days=7)


def night(*, now: datetime) -> Iterator[tuple[str, int]]:
    """The night's steps in order: the name of one, and how many rows it has just done."""
    for lots in points.expire_due(now=now):
        yield "expire", lots
    for bons in vouchers.archive_expired(now=now):
        yield "archive", bons
    yield "holds", vouchers.purge_holds(now=now)
    yield "files", vouchers.purge_prepared(before=now - FILES_WAIT)
