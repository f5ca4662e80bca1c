"""manage.py sync_shop CODE [--since DAY]"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from connectors import actions as connectors
from connectors.management.commands._connection import find
from connectors.models import Connection
from core.errors import Refused
from core.progress import show_progress

# By hand, somebody watches: a whole history may take hours.
AT_MOST = timedelta(days=2)


class Command(BaseCommand):
    help = (
        "Read a connected shop: its past, if that is not done, then what has changed, and"
        " write to it what is due. Safe to interrupt and to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="of the shop")
        parser.add_argument(
            "--since", type=date.fromisoformat, help="read anew what changed since this day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = find(options["code"])
        until = timezone.now() + AT_MOST
        if day := options["since"]:
            since = datetime.combine(day, datetime.min.time(), UTC)
            connectors.read_again(connection=connection, since=since)
        try:
            if connection.state == Connection.State.READING:
                self._read_past(connection, until)
            brought = connectors.pull(
                connection=connection, clock=timezone.now, until=until
            )
            read = connectors.read_pending(
                connection=connection, clock=timezone.now, until=until
            )
            pushed = connectors.push(connection=connection, clock=timezone.now, until=until)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{brought} read, {read} looked at again, {pushed} written")
        if connection.state == Connection.State.STOPPED:
            raise CommandError(connection.stopped_for)

    def _read_past(self, connection: Connection, until: datetime) -> None:
        counts = connectors.read_past(
            connection=connection, clock=timezone.now, until=until
        )
        known = connection.survey.get("orders", 0)
        done = show_progress(counts, total=known, unit="rows")
        self.stdout.write(f"past: {done} read")
