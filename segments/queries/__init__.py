"""Who is in a segment, now. Each answer is one statement, however many there are."""

from segments.queries.members import holds
from segments.queries.membership import membership

__all__ = ["holds", "membership"]
