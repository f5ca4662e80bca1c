from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from core.sql import Fragment, fetch
from outbox.models import Delivery, Stream
from outbox.rules import KEPT

# The stream learns what is gone in the same statement: a cursor from before is refused
# instead of skipping what it has not had.
_PURGE = Fragment("""
    WITH gone AS (
        DELETE FROM outbox_event WHERE id IN (
            SELECT id FROM outbox_event
            WHERE shop_id = %(shop)s AND position IS NOT NULL
              AND recorded_at <= %(before)s
              -- Positions are not drawn in the order of time. Only what lies before all
              -- events that are kept may go: ``purged`` stands for everything up to it.
              AND position <= coalesce((
                  SELECT min(position) - 1 FROM outbox_event
                  WHERE shop_id = %(shop)s AND recorded_at > %(before)s), position)
            ORDER BY position LIMIT %(most)s
        ) RETURNING position
    ), stream AS (
        UPDATE outbox_stream SET purged = greatest(
            purged, (SELECT max(position) FROM gone))
        WHERE shop_id = %(shop)s AND EXISTS (SELECT FROM gone)
    )
    SELECT count(*) FROM gone
""")


def purge_events(*, now: datetime, chunk: int = 10_000) -> Iterator[int]:
    """Delete events and attempts older than 30 days, by chunks; yield the rows of each."""
    before = now - KEPT
    # A chunk is one transaction: readers and writers wait for no more than that.
    for stream in Stream.objects.order_by("pk"):
        while True:
            with transaction.atomic():
                values = {"shop": stream.pk, "before": before, "most": chunk}
                [[gone]] = fetch(_PURGE.given(**values))
            if not gone:
                break
            yield int(gone)
    gone, _models = Delivery.objects.filter(attempted_at__lte=before).delete()
    if gone:
        yield gone
