"""A shop calls: verified, written down, answered at once. Nothing of it is believed but
that there is something to look at.
"""

from datetime import datetime

from connectors.actions.access import EVENTS
from connectors.actions.asking import ask
from connectors.contract import BadSignature, ShopEvent
from connectors.encryption import decrypt
from connectors.kinds import kinds
from connectors.models import Connection, HeardEvent
from connectors.rules import EVENT_AGE


def hear(*, connection: Connection, event: ShopEvent, now: datetime) -> bool:
    """Note what the event is about; return whether that is new. An event that has come
    before changes nothing. Raises BadSignature, for one that is too old or too early as
    well.
    """
    secret = decrypt(connection.secrets)[EVENTS]
    hint = kinds()[connection.kind].verify(event, secret)
    if hint is None:
        return False
    if hint.at and abs(now - hint.at) > EVENT_AGE:
        raise BadSignature
    if hint.event:
        # The unique row decides, not a look before it: two deliveries of one event may be
        # handled at the same moment.
        _row, created = HeardEvent.objects.get_or_create(
            connection=connection, event=hint.event[:100], defaults={"heard_at": now}
        )
        if not created:
            return False
    ask(connection=connection, kind=hint.kind, ids=[hint.id[:100]], now=now)
    Connection.objects.filter(pk=connection.pk).update(heard_at=now)
    return True


def purge_events(*, before: datetime) -> int:
    """Forget events heard before then; how many. Older ones are refused by their age."""
    gone, _models = HeardEvent.objects.filter(heard_at__lt=before).delete()
    return gone
