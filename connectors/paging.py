"""Where the reading of a feed goes on: by the last change seen, not by page numbers, which
move while the shop works.
"""

from collections.abc import Sequence
from datetime import datetime

from connectors.contract import Cursor


def advanced(cursor: Cursor, times: Sequence[datetime]) -> Cursor:
    """After a page of rows that changed at these times, in order.

    More rows can share a second than fit on a page; so many of the last second are skipped
    next time. Where one of them moves on meanwhile, another is skipped in its place: the
    overlap of the next reading brings it.
    """
    if not times:
        return cursor
    last = times[-1]
    same = sum(each == last for each in times)
    return Cursor(last, same + (cursor.skip if last == cursor.at else 0))


def counted(cursor: Cursor, rows: int) -> Cursor:
    """Of a whole feed."""
    return Cursor(None, cursor.skip + rows)
