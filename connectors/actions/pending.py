"""Read again what was asked for: in batches where the shop answers for many at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import batched, groupby
from operator import attrgetter

from django.db.models import F

from connectors.actions.access import connector_of
from connectors.actions.asking import postpone
from connectors.actions.runs import Run
from connectors.actions.stopping import stop
from connectors.actions.taking_in import take_in
from connectors.contract import Connector, FetchesMany, Item, Kind
from connectors.encryption import Undecryptable
from connectors.models import Connection, PendingRead
from connectors.outgoing import KeyRefused, ShopAway
from connectors.rules import LEASE
from core.errors import Refused

# As many as a list of ids in an address may name in every shop we know.
BATCH = 100


def read_pending(
    *, connection: Connection, clock: Callable[[], datetime], until: datetime
) -> int:
    """Read what is due; return how many. One that fails is tried later, alone."""
    read = 0
    due = PendingRead.objects.filter(connection=connection)
    try:
        run = Run(connection, connector_of(connection), clock, until)
        size = BATCH if isinstance(run.connector, FetchesMany) else 1
        while run.goes_on:
            now = clock()
            found = due.filter(due_at__lte=now).order_by("due_at", "pk")[:BATCH]
            # The second statement finds only what is still due, so that two workers claim
            # nothing twice; what is ours is left alone by others while the lease lasts.
            rows = [
                row
                for row in found
                if due.filter(pk=row.pk, due_at__lte=now).update(due_at=now + LEASE)
            ]
            if not rows:
                break
            # Kinds as they were asked for first: an order may wait for its customer.
            for kind, same in groupby(rows, attrgetter("kind")):
                for some in batched(same, size):
                    _read(run, Kind(kind), some)
                    read += len(some)
    except ShopAway:
        return read
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
    return read


def _read(run: Run, kind: Kind, rows: Sequence[PendingRead]) -> None:
    """Take in what the shop says of them now. Raises ShopAway and KeyRefused."""
    due = PendingRead.objects.filter(pk__in=[row.pk for row in rows])
    try:
        items = _fetched(run.connector, kind, [row.external_id for row in rows])
    except (ShopAway, KeyRefused):
        due.update(due_at=run.clock())
        raise
    except Refused as refused:
        if len(rows) == 1:
            postpone(row=rows[0], error=str(refused), now=run.clock())
            return
        # One of them may be what the shop stumbles over: the others must not wait for it.
        for row in rows:
            _read(run, kind, [row])
        return
    take_in(connection=run.connection, items=items, now=run.clock())
    for stamp in {row.stamp for row in rows}:
        # Not what was parked anew, nor what somebody has asked for again meanwhile.
        same = [row.pk for row in rows if row.stamp == stamp]
        due.filter(pk__in=same, stamp=stamp, due_at__isnull=False).delete()


def _fetched(connector: Connector, kind: Kind, names: Sequence[str]) -> list[Item]:
    """Ask the shop for each. What a list leaves out is asked for alone: only the shop's
    answer to that says that it is gone, and being gone means erased or cancelled.
    """
    listed: dict[str, Item] = {}
    if len(names) > 1 and isinstance(connector, FetchesMany):
        listed = {item.id: item for item in connector.fetch_many(kind, names)}
    return [
        listed.get(name) or Item(kind, name, connector.fetch(kind, name)) for name in names
    ]


def retry_all(*, connection: Connection, now: datetime) -> int:
    """Everything that was parked is tried again, because somebody says so."""
    rows = PendingRead.objects.filter(connection=connection, due_at=None)
    return rows.update(due_at=now, attempts=0, stamp=F("stamp") + 1)
