"""What the clock alone brings about. Every step can be interrupted and run again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from points import actions as points
from program.actions.claiming import claim_missed
from program.actions.erasing import erase_due
from program.actions.settling import place_all
from vouchers import actions as vouchers

AUTHOR = "system"
# Its steps, by name and in order.
NIGHT = ["erase", "claim", "expire", "place", "birthdays", "archive", "holds", "files"]
# A file of customers that nobody has confirmed by then is forgotten.
FILES_WAIT = timedelta(days=7)


def night(*, now: datetime) -> Iterator[tuple[str, int]]:
    """The night's steps in order: the name of one, and how many rows it has just done."""
    for customers in erase_due(author=AUTHOR, now=now):
        yield "erase", customers
    for orders in claim_missed(author=AUTHOR, now=now):
        yield "claim", orders
    for lots in points.expire_due(now=now):
        yield "expire", lots
    for orders in place_all(author=AUTHOR, now=now):
        yield "place", orders
    for customers in points.give_birthdays(now=now):
        yield "birthdays", customers
    for bons in vouchers.archive_expired(now=now):
        yield "archive", bons
    yield "holds", vouchers.purge_holds(now=now)
    yield "files", vouchers.purge_prepared(before=now - FILES_WAIT)
