"""Read again what was asked for, thing by thing."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from connectors.actions.access import connector_of
from connectors.actions.asking import postpone
from connectors.actions.stopping import stop
from connectors.actions.taking_in import take_in
from connectors.contract import Connector, Item, Kind
from connectors.encryption import Undecryptable
from connectors.models import Connection, PendingRead
from connectors.outgoing import KeyRefused, ShopAway
from connectors.rules import LEASE
from core.errors import Refused

BATCH = 50


def read_pending(
    *, connection: Connection, clock: Callable[[], datetime], until: datetime
) -> int:
    """How many have been read. One that fails is tried later; the others go on."""
    read = 0
    try:
        connector = connector_of(connection)
        while clock() < until and (rows := _claim(connection, clock())):
            for row in rows:
                _read(connection, connector, row, clock)
                read += 1
    except ShopAway:
        return read
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
    return read


def _claim(connection: Connection, now: datetime) -> list[PendingRead]:
    """Due rows, ours while the lease lasts. Two workers claim none twice: the second
    statement finds only what is still due.
    """
    due = PendingRead.objects.filter(connection=connection, due_at__lte=now)
    found = list(due.order_by("due_at", "pk")[:BATCH])
    return [row for row in found if due.filter(pk=row.pk).update(due_at=now + LEASE)]


def _read(
    connection: Connection,
    connector: Connector,
    row: PendingRead,
    clock: Callable[[], datetime],
) -> None:
    kind = Kind(row.kind)
    try:
        item = Item(kind, row.external_id, connector.fetch(kind, row.external_id))
    except (ShopAway, KeyRefused):
        PendingRead.objects.filter(pk=row.pk).update(due_at=clock())
        raise
    except Refused as refused:
        postpone(row=row, error=str(refused), now=clock())
        return
    take_in(connection=connection, items=[item], now=clock())
    # Parked anew where it was refused, and asked for again where somebody did so meanwhile.
    rows = PendingRead.objects.filter(pk=row.pk, stamp=row.stamp, due_at__isnull=False)
    rows.delete()


def retry_all(*, connection: Connection, now: datetime) -> int:
    """Everything that was parked is tried again, because somebody says so."""
    rows = PendingRead.objects.filter(connection=connection, due_at=None)
    return rows.update(due_at=now, attempts=0, stamp=F("stamp") + 1)
