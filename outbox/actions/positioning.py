"""Give events their one order, after the transactions that wrote them are over."""

from django.db import transaction

from core.sql import Fragment, execute
from outbox.models import Event, Stream
from shop.models import Shop

# So many at once: a chunk is one transaction.
CHUNK = 10_000

_POSITION = Fragment("""
    WITH fresh AS (
        -- By id: that is the order in which one customer's changes were written.
        SELECT id, row_number() OVER (ORDER BY id) AS rank
        FROM (
            SELECT id FROM outbox_event WHERE shop_id = %(shop)s AND position IS NULL
            ORDER BY id LIMIT %(most)s
        ) event
    ), positioned AS (
        UPDATE outbox_event event SET position = %(last)s + fresh.rank
        FROM fresh WHERE event.id = fresh.id
        RETURNING event.position
    )
    -- In the same statement: no reader sees events above the stream's own position.
    UPDATE outbox_stream SET position = (SELECT max(position) FROM positioned)
    WHERE shop_id = %(shop)s AND EXISTS (SELECT FROM positioned)
""")


def position_events(*, shop: Shop) -> None:
    """Give a position to all events of the shop that are committed and have none.

    Ids are drawn when a row is written and transactions end in any order, so a reader who
    goes by id could pass one that appears later. A position is given under the stream's
    lock to rows that are visible, so none can appear below one that was read. Events of one
    customer keep their order: the second was written under the customer's lock, after the
    first had been committed, and has the higher id.
    """
    # Asked without a lock first: most readers find nothing to position and wait for nobody.
    while Event.objects.filter(shop=shop, position=None).exists():
        with transaction.atomic():
            Stream.objects.bulk_create([Stream(shop=shop)], ignore_conflicts=True)
            # The statement that follows sees what was committed before the lock was had.
            stream = Stream.objects.select_for_update().get(shop=shop)
            values = {"shop": shop.pk, "last": stream.position, "most": CHUNK}
            execute(_POSITION.given(**values))
