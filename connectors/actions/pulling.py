"""Read what has changed in a shop since the last time."""

from collections.abc import Callable
from datetime import datetime

from connectors.actions.access import connector_of
from connectors.actions.cursors import advance, begin, fail, leased
from connectors.actions.runs import Run
from connectors.actions.stopping import stop
from connectors.actions.taking_in import take_in
from connectors.contract import Feed
from connectors.encryption import Undecryptable
from connectors.models import Connection, FeedCursor
from connectors.outgoing import KeyRefused, ShopAway
from core.errors import Refused


def pull(*, connection: Connection, clock: Callable[[], datetime], until: datetime) -> int:
    """Read what has changed; return how many facts went in. Ends with the lists, or at
    ``until``.

    A shop that is away is left until the next time; one that refuses the key is stopped;
    whatever else is wrong with one list does not keep the others.
    """
    brought = 0
    try:
        run = Run(connection, connector_of(connection), clock, until)
        for feed in run.connector.feeds:
            with leased(connection, feed.name, clock()) as row:
                # None: another worker reads it, and will take in the same.
                if row:
                    brought += _read_list(run, feed, row)
    except ShopAway:
        return brought
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
    return brought


def _read_list(run: Run, feed: Feed, row: FeedCursor) -> int:
    """Return how many facts the list has brought. Raises ShopAway and KeyRefused: then the
    other lists would fare no better.
    """
    cursor, brought = begin(row, feed), 0
    try:
        while run.goes_on:
            page = run.connector.changes(feed, cursor)
            brought += take_in(connection=run.connection, items=page.items, now=run.clock())
            # After the page is in the books, so that one that was cut off is read again.
            advance(row, page, brought=brought, now=run.clock())
            if page.last:
                break
            cursor = page.next
    except Refused as refused:
        fail(row, str(refused), run.clock())
        if isinstance(refused, ShopAway | KeyRefused):
            raise
    return brought
