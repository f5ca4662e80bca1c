"""The clock's side of connected shops: rows say what there is to do."""

from datetime import timedelta

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from connectors.actions import connecting, night, past, pending, pulling
from connectors.actions.contacts import sync_contacts as sync
from connectors.actions.pushing import all as pushing
from connectors.models import Connection, ContactAccount
from core.errors import Refused
from core.logs import note

# Then a worker is free for something else, and the next beat goes on.
AT_MOST = timedelta(seconds=50)
NIGHT_AT_MOST = timedelta(minutes=10)


def _connections(*states: str) -> QuerySet[Connection]:
    return Connection.objects.select_related("shop").filter(state__in=states)


def _one(pk: int, *states: str) -> Connection | None:
    connection = _connections(*states).filter(pk=pk).first()
    if connection:
        note(shop=connection.shop.code)
    return connection


@shared_task(name="connectors.tasks.beat")
def beat() -> None:
    """Every minute, a task for each shop: one that is slow keeps no other waiting."""
    for connection in _connections(Connection.State.READING):
        read_past.delay(connection.pk)
    for connection in _connections(Connection.State.ON):
        read_pending.delay(connection.pk)
        push.delay(connection.pk)


@shared_task(name="connectors.tasks.pull_all")
def pull_all() -> None:
    for connection in _connections(Connection.State.ON):
        pull.delay(connection.pk)


@shared_task(name="connectors.tasks.nights")
def nights() -> None:
    now = timezone.now()
    for connection in _connections(Connection.State.ON):
        if night.is_night(connection, now):
            nightly.delay(connection.pk)


@shared_task(name="connectors.tasks.read_past")
def read_past(pk: int) -> None:
    """Fifty seconds of the past; what is left goes to the end of the queue at once, so that
    other work has its turn and yet no time is lost until the next beat.
    """
    connection = _one(pk, Connection.State.READING)
    if connection is None:
        return
    until = timezone.now() + AT_MOST
    counts = past.read_past(connection=connection, clock=timezone.now, until=until)
    try:
        read = sum(counts)
        if connection.state == Connection.State.ON:
            connecting.listen(connection=connection)
    except Refused:
        # The list's row says why; the next beat tries again.
        return
    # Nothing read: another worker is at it.
    if read and connection.state == Connection.State.READING:
        read_past.delay(pk)


@shared_task(name="connectors.tasks.read_pending")
def read_pending(pk: int) -> None:
    if connection := _one(pk, Connection.State.ON):
        until = timezone.now() + AT_MOST
        pending.read_pending(connection=connection, clock=timezone.now, until=until)


@shared_task(name="connectors.tasks.push")
def push(pk: int) -> None:
    if connection := _one(pk, Connection.State.ON):
        until = timezone.now() + AT_MOST
        pushing.push(connection=connection, clock=timezone.now, until=until)


@shared_task(name="connectors.tasks.pull")
def pull(pk: int) -> None:
    if connection := _one(pk, Connection.State.ON):
        until = timezone.now() + AT_MOST
        pulling.pull(connection=connection, clock=timezone.now, until=until)


@shared_task(name="connectors.tasks.nightly")
def nightly(pk: int) -> None:
    if connection := _one(pk, Connection.State.ON):
        until = timezone.now() + NIGHT_AT_MOST
        night.nightly(connection=connection, clock=timezone.now, until=until)


@shared_task(name="connectors.tasks.survey")
def survey(pk: int) -> None:
    if connection := _one(pk, Connection.State.DRAFT):
        try:
            connecting.survey(connection=connection, now=timezone.now())
        except Refused:
            return


@shared_task(name="connectors.tasks.contacts")
def contacts() -> None:
    """Every hour, a task for each newsletter account that works."""
    for pk in ContactAccount.objects.filter(stopped_for="").values_list("pk", flat=True):
        sync_contacts.delay(pk)


@shared_task(name="connectors.tasks.sync_contacts")
def sync_contacts(pk: int) -> None:
    account = ContactAccount.objects.select_related("shop").filter(pk=pk).first()
    if account:
        note(shop=account.shop.code)
        try:
            sync(account=account, now=timezone.now())
        except Refused:
            # What was sent is noted; the next hour goes on.
            return
