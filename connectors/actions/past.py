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
from connectors.contract import Cursor, Feed, Kind, Page
from connectors.encryption import Undecryptable
from connectors.models import Connection, FeedCursor
from connectors.outgoing import KeyRefused
from connectors.queries.past import history_since
from core.errors import Refused

# The shop's clock is not ours, nor is its zone: begin early, and read a little twice.
_MARGIN = timedelta(days=1)


def read_past(
    *, connection: Connection, clock: Callable[[], datetime], until: datetime
) -> Iterator[int]:
    """Numbers of things read, page by page. Once all is read the connection is on.

    Raises ShopAway, BadAnswer and what else the shop's answer is refused for: the row of
    its list says so too.
    """
    try:
        run = Run(connection, connector_of(connection), clock, until)
        for feed in run.connector.feeds:
            yield from _read_feed(run, feed)
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
        return
    if _is_complete(run):
        Connection.objects.filter(pk=connection.pk, state=Connection.State.READING).update(
            state=Connection.State.ON, opened_at=clock()
        )
        connection.refresh_from_db(fields=["state", "opened_at"])


def _read_feed(run: Run, feed: Feed) -> Iterator[int]:
    with leased(run.connection, feed.name, run.clock()) as row:
        if row is None or row.complete:
            return
        if row.read_at is None:
            _prepare(run, feed, row)
        try:
            for page in _ahead(_pages(run, feed, row)):
                brought = take_in(
                    connection=run.connection,
                    items=page.items,
                    past=feed.kind is Kind.ORDER,
                    now=run.clock(),
                )
                advance(row, page, brought=brought, now=run.clock())
                yield len(page.items)
        except Refused as refused:
            fail(row, str(refused), run.clock())
            raise


def _prepare(run: Run, feed: Feed, row: FeedCursor) -> None:
    """Where to begin, and how much there is, for whoever watches."""
    since = history_since(run.connection)
    if feed.pointing:
        row.at = run.connection.created_at - _MARGIN
    elif feed.kind is Kind.ORDER and since:
        row.at = since - _MARGIN
    if not feed.pointing:
        placed = since if feed.kind is Kind.ORDER else None
        row.total = sum(len(page) for page in run.connector.ids(feed.kind, placed))
    row.save()


def _pages(run: Run, feed: Feed, row: FeedCursor) -> Iterator[Page]:
    cursor = Cursor(row.at, row.skip)
    while run.goes_on:
        page = run.connector.changes(feed, cursor)
        yield page
        if page.last:
            return
        cursor = page.next


def _ahead(pages: Iterator[Page]) -> Iterator[Page]:
    """The next page comes while one is taken in: reading and writing cost no more than
    the slower of the two. One page ahead, so that memory stays flat.
    """
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, pages, None)
        while (page := coming.result()) is not None:
            coming = pool.submit(next, pages, None)
            yield page


def _is_complete(run: Run) -> bool:
    wanted = {feed.name for feed in run.connector.feeds}
    rows = FeedCursor.objects.filter(connection=run.connection, complete=True)
    return wanted <= set(rows.values_list("feed", flat=True))


def read_again(*, connection: Connection, since: datetime | None) -> None:
    """All lists anew, or what changed since a day: what is known changes nothing."""
    FeedCursor.objects.filter(connection=connection).update(
        at=since and since - _MARGIN, skip=0, complete=False, done=0, total=None
    )
