"""What the clock alone brings about. Every step can be interrupted and run again."""

from collections.abc import Iterator
from datetime import datetime

from points import actions as points
from program.actions.claiming import claim_missed

SYSTEM = "system"

# Its steps, by name and in order.
NIGHT = ["claim", "expire"]


def night(*, now: datetime) -> Iterator[tuple[str, int]]:
    """The night's steps in order: the name of one, and how many rows it has just done."""
    for orders in claim_missed(author=SYSTEM, now=now):
        yield "claim", orders
    for lots in points.expire_due(now=now):
        yield "expire", lots
