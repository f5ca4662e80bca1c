from django.core.management.base import CommandError

from connectors.models import Connection

_READY = [Connection.State.READING, Connection.State.ON, Connection.State.STOPPED]


def find(code: str) -> Connection:
    """The connection of the shop of this code. Raises CommandError where it has none."""
    rows = Connection.objects.select_related("shop").filter(state__in=_READY)
    connection = rows.filter(shop__code=code).first()
    if connection is None:
        raise CommandError(f"The shop “{code}” is not connected.")
    return connection
