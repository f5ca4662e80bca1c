"""What is to be read again, one row per thing of the shop."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from connectors.contract import Kind
from connectors.models import Connection, PendingRead
from connectors.rules import wait_after


def ask(*, connection: Connection, kind: Kind, ids: Collection[str], now: datetime) -> None:
    """Note that these are to be read. Asking again restarts what was parked. Queries: 2."""
    rows = PendingRead.objects.filter(connection=connection, kind=kind, external_id__in=ids)
    rows.update(stamp=F("stamp") + 1, due_at=now, attempts=0)
    PendingRead.objects.bulk_create(
        [
            PendingRead(
                connection=connection, kind=kind, external_id=each, asked_at=now, due_at=now
            )
            for each in sorted(set(ids))
        ],
        ignore_conflicts=True,
    )


def park(
    *,
    connection: Connection,
    kind: Kind,
    external_id: str,
    reason: str,
    reused: bool = False,
    now: datetime,
) -> None:
    """Set aside what will not go in by being read again, until somebody looks at it."""
    values = {"error": reason[:300] or "?", "reused": reused, "due_at": None}
    PendingRead.objects.update_or_create(
        connection=connection,
        kind=kind,
        external_id=external_id,
        defaults=values,
        create_defaults={**values, "asked_at": now},
    )


def postpone(*, row: PendingRead, error: str, now: datetime) -> None:
    """Try the row again later, or park it once it has been tried often."""
    attempts = row.attempts + 1
    wait = wait_after(attempts)
    PendingRead.objects.filter(pk=row.pk, stamp=row.stamp).update(
        attempts=attempts, error=error[:300], due_at=now + wait if wait else None
    )


def forget(*, connection: Connection, kind: Kind, ids: Collection[str]) -> None:
    """Delete parked rows of things that have gone in since."""
    PendingRead.objects.filter(
        connection=connection, kind=kind, external_id__in=ids, due_at=None
    ).delete()
