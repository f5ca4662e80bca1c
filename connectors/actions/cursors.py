"""One worker at a time reads a list; where it was left stands in its row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Q

from connectors.contract import Cursor, Feed, FeedPage
from connectors.models import Connection, FeedCursor
from connectors.rules import LEASE


@contextmanager
def leased(connection: Connection, name: str, now: datetime) -> Iterator[FeedCursor | None]:
    """Yield the row of a list, ours until the block ends; None while another reads it."""
    FeedCursor.objects.bulk_create(
        [FeedCursor(connection=connection, feed=name)], ignore_conflicts=True
    )
    row = FeedCursor.objects.get(connection=connection, feed=name)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    rows = FeedCursor.objects.filter(free, pk=row.pk)
    if not rows.update(leased_until=now + LEASE):
        yield None
        return
    row.refresh_from_db()
    try:
        yield row
    finally:
        FeedCursor.objects.filter(pk=row.pk).update(leased_until=None)


def begin(row: FeedCursor, feed: Feed) -> Cursor:
    """Return where this reading starts: one that was cut off goes on there; the next begins
    a little before the last ended, for what the shop wrote late.
    """
    if not row.complete:
        return Cursor(row.at, row.skip)
    if feed.whole or row.at is None:
        return Cursor(row.at, row.skip)
    return Cursor(row.at - feed.overlap, 0)


def advance(row: FeedCursor, page: FeedPage, *, brought: int, now: datetime) -> None:
    """Move the cursor past a page that is in the books, and renew the lease."""
    row.at, row.skip, row.complete = page.next.at, page.next.skip, page.last
    row.done += len(page.items)
    row.brought = brought
    row.read_at, row.failed_at, row.error = now, None, ""
    row.leased_until = now + LEASE
    row.save()


def fail(row: FeedCursor, error: str, now: datetime) -> None:
    """Keep why the list could not be read, and since when it cannot."""
    row.failed_at, row.error = row.failed_at or now, error[:300]
    row.save(update_fields=["failed_at", "error"])
