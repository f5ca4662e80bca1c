"""Who is in a segment, now. Each answer is one statement, however many there are."""

from segments.queries.members import holds
from segments.queries.membership import ORDER_COUNTS, membership

__all__ = ["ORDER_COUNTS", "holds", "membership"]
