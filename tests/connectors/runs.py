"""Runs of a connection at a given time, an hour long."""

from datetime import datetime, timedelta

from connectors import actions as connectors
from connectors.models import Connection
from tests.factories import START


def _until(at: datetime) -> datetime:
    return at + timedelta(hours=1)


def read_past(connection: Connection, at: datetime = START) -> int:
    return sum(
        connectors.read_past(connection=connection, clock=lambda: at, until=_until(at))
    )


def pull(connection: Connection, at: datetime = START) -> int:
    return connectors.pull(connection=connection, clock=lambda: at, until=_until(at))


def read_pending(connection: Connection, at: datetime = START) -> int:
    return connectors.read_pending(
        connection=connection, clock=lambda: at, until=_until(at)
    )


def push(connection: Connection, at: datetime = START) -> int:
    return connectors.push(connection=connection, clock=lambda: at, until=_until(at))


def sweep(connection: Connection, at: datetime = START) -> int:
    return connectors.sweep(connection=connection, clock=lambda: at, until=_until(at))
