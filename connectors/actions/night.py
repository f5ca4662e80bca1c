"""What is done for each connected shop once a night."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from connectors.actions.connecting import check, listen
from connectors.actions.events import purge_events
from connectors.actions.reconciling import reconcile
from connectors.actions.sweeping import sweep
from connectors.encryption import rotated
from connectors.models import Connection
from core.errors import Refused

logger = logging.getLogger(__name__)

HOUR = 3
_DAY = timedelta(hours=20)


def is_night(connection: Connection, now: datetime) -> bool:
    """Whether it is night by the shop's own time, and the night's work is not done yet."""
    local = now.astimezone(connection.shop.zone)
    recent = connection.swept_at and now - connection.swept_at < _DAY
    return local.hour == HOUR and not recent


def nightly(
    *, connection: Connection, clock: Callable[[], datetime], until: datetime
) -> None:
    """Look again, set webhooks right, sweep, reconcile, keep the key under today's."""
    purge_events(before=clock() - timedelta(days=1))
    Connection.objects.filter(pk=connection.pk).update(secrets=rotated(connection.secrets))
    sweep(connection=connection, clock=clock, until=until)
    steps = (
        lambda: check(connection=connection, now=clock()),
        lambda: listen(connection=connection),
        lambda: reconcile(connection=connection, now=clock()),
    )
    for step in steps:
        try:
            step()
        except Refused as refused:
            logger.warning("A nightly step of a connected shop failed: %s", refused.code)
