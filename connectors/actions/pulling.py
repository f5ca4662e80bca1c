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
    """How many facts have gone in. Ends when all lists are read, or at ``until``.

    A shop that is away is left until the next time; one that refuses the key is stopped;
    whatever else is wrong with one list does not keep the others.
    """
    brought = 0
    try:
        run = Run(connection, connector_of(connection), clock, until)
        for feed in run.connector.feeds:
            brought += _pull_feed(run, feed)
    except ShopAway:
        return brought
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
    return brought


def _pull_feed(run: Run, feed: Feed) -> int:
    with leased(run.connection, feed.name, run.clock()) as row:
        if row is None:
            return 0
        try:
            return _read_on(run, feed, row)
        except (ShopAway, KeyRefused) as refused:
            fail(row, str(refused), run.clock())
            raise
        except Refused as refused:
            fail(row, str(refused), run.clock())
            return 0


def _read_on(run: Run, feed: Feed, row: FeedCursor) -> int:
    cursor, brought = begin(row, feed), 0
    while run.goes_on:
        page = run.connector.changes(feed, cursor)
        brought += take_in(connection=run.connection, items=page.items, now=run.clock())
        advance(row, page, brought=brought, now=run.clock())
        if page.last:
            break
        cursor = page.next
    return brought
