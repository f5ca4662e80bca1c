"""Read the past of a shop: once, in order. What earns no points comes in as history.

Cut off at any moment and run again it goes on where it was. While it runs campaigns are
off, nobody is written to and no code goes to the shop.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from connectors.actions.access import connector_of
from connectors.actions.cursors import advance, fail, leased
from connectors.actions.runs import Run
from connectors.actions.stopping import stop
from connectors.actions.taking_in import take_in
from connectors.contract import Cursor, Feed, FeedPage, Item, Kind, how_many
from connectors.encryption import Undecryptable
from connectors.models import Connection, FeedCursor
from connectors.outgoing import KeyRefused
from connectors.queries.past import history_since
from core.errors import Refused

# The shop's clock is not ours, nor is its zone: begin early, and read a little twice.
_MARGIN = timedelta(days=1)
# As many as the importer takes at once; and so long at most, that whoever watches sees the
# bar move and that the lease on the list does not run out over a slow shop.
LOT = 1000
PATIENCE = timedelta(seconds=20)


def read_past(
    *, connection: Connection, clock: Callable[[], datetime], until: datetime
) -> Iterator[int]:
    """Read what is left of the past; yield the size of each lot. Then the connection is on.

    Raises ShopAway, BadAnswer and what else the shop's answer is refused for: the row of
    its list says so too.
    """
    try:
        run = Run(connection, connector_of(connection), clock, until)
        for feed in run.connector.feeds:
            with leased(connection, feed.name, clock()) as row:
                # Lists are read in their order, customers before their orders: whoever
                # reads one reads what comes after it as well.
                if row is None:
                    return
                if not row.complete:
                    yield from _read_list(run, feed, row)
                if not row.complete:
                    return
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
        return
    Connection.objects.filter(pk=connection.pk, state=Connection.State.READING).update(
        state=Connection.State.ON, opened_at=clock()
    )
    connection.refresh_from_db(fields=["state", "opened_at"])


def _read_list(run: Run, feed: Feed, row: FeedCursor) -> Iterator[int]:
    try:
        if row.read_at is None:
            _prepare(run, feed, row)
        for lot in _ahead(gathered(_pages(run, feed, row), run.clock)):
            brought = take_in(
                connection=run.connection,
                items=lot.items,
                past=feed.kind is Kind.ORDER,
                now=run.clock(),
            )
            # After the lot is in the books, so that one that was cut off is read again.
            advance(row, lot, brought=brought, now=run.clock())
            yield len(lot.items)
    except Refused as refused:
        fail(row, str(refused), run.clock())
        raise


def _prepare(run: Run, feed: Feed, row: FeedCursor) -> None:
    """Set where the list begins, and how much there is, for the bar."""
    since = history_since(run.connection)
    if feed.pointing:
        row.at = run.connection.created_at - _MARGIN
    elif feed.kind is Kind.ORDER and since:
        row.at = since - _MARGIN
    if not feed.pointing:
        placed = since if feed.kind is Kind.ORDER else None
        row.total = how_many(run.connector, feed.kind, placed)
    row.save()


def _pages(run: Run, feed: Feed, row: FeedCursor) -> Iterator[FeedPage]:
    cursor = Cursor(row.at, row.skip)
    while run.goes_on:
        page = run.connector.changes(feed, cursor)
        yield page
        if page.last:
            return
        cursor = page.next


def gathered(
    pages: Iterator[FeedPage], clock: Callable[[], datetime]
) -> Iterator[FeedPage]:
    """Join pages into lots, because the importer takes many orders in the time of a few.

    What has come before an answer that is refused is a lot too: it is not asked for twice.
    """
    items: list[Item] = []
    latest, began = None, clock()
    failed: Refused | None = None
    try:
        for page in pages:
            items += page.items
            latest = page
            if page.last or len(items) >= LOT or clock() - began > PATIENCE:
                yield FeedPage(items, page.next, page.last)
                items, latest, began = [], None, clock()
    except Refused as refused:
        failed = refused
    if latest:
        yield FeedPage(items, latest.next, latest.last)
    if failed:
        raise failed


def _ahead(lots: Iterator[FeedPage]) -> Iterator[FeedPage]:
    """Fetch the next lot while one is taken in: both cost no more than the slower of the
    two. One lot ahead, so that memory stays flat.
    """
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, lots, None)
        while (lot := coming.result()) is not None:
            coming = pool.submit(next, lots, None)
            yield lot


def read_again(*, connection: Connection, since: datetime | None) -> None:
    """Read all lists anew, or what changed since a day; what is known changes nothing."""
    FeedCursor.objects.filter(connection=connection).update(
        at=since and since - _MARGIN, skip=0, complete=False, done=0, total=None
    )
