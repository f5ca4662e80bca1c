"""Who is in a segment, now. Each answer is one statement, however many there are."""

from segments.queries.members import count, holds, members, sample
from segments.queries.membership import STANDS, Condition, membership

__all__ = [
    "STANDS",
    "Condition",
    "count",
    "holds",
    "members",
    "membership",
    "sample",
]
