"""Subscribe webhooks to a shop's events, and replay events to them."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from core.outgoing import AddressRefused, HostUnknown, permitted
from outbox.actions.positioning import position_events
from outbox.models import EventType, Webhook
from outbox.queries import stream_of
from outbox.rules import position_of
from shop.models import Shop

# Of one shop: more is no shop, but somebody who lets us knock on doors.
MOST = 10
_PORTS = {"http": 80, "https": 443}


class TooManyWebhooks(Refused):
    code = "too_many_webhooks"

    def __init__(self) -> None:
        super().__init__(_("A shop has at most %(most)d webhooks.") % {"most": MOST})


class CursorExpired(Refused):
    """Events after this one are not kept any more: read the facts back instead."""

    code = "cursor_expired"

    def __init__(self) -> None:
        super().__init__(_("Events are kept for 30 days; some after this one are gone."))


class UnknownCursor(Invalid):
    def __init__(self) -> None:
        super().__init__(_("Not a cursor of ours."), field="after")


def subscribe(
    *, shop: Shop, url: str, events: Sequence[str], author: str, now: datetime
) -> Webhook:
    """Send the shop's events to ``url`` from now on; all of them where none are named.

    Raises: Invalid on an address that is not called, TooManyWebhooks.
    """
    _check_address(url)
    if Webhook.objects.filter(shop=shop).count() >= MOST:
        raise TooManyWebhooks
    # Positioned first: what happened before the subscription is not sent to it.
    position_events(shop=shop)
    return Webhook.objects.create(
        shop=shop,
        url=url,
        events=list(dict.fromkeys(events)) or EventType.values,
        nonce=get_random_string(40),
        author=author,
        created_at=now,
        position=stream_of(shop).position,
    )


def _check_address(url: str) -> None:
    """Raises: Invalid. Checked again at every call, since DNS answers may change."""
    parts = urlsplit(url)
    schemes = {"https", "http"} if settings.CONNECTORS_ALLOW_PRIVATE else {"https"}
    try:
        fits = parts.scheme in schemes and parts.hostname and not parts.username
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        fits, port = False, 0
    if not fits:
        raise Invalid(_("An address that begins with https:// is needed."), field="url")
    try:
        permitted(parts.hostname or "", port)
    except (AddressRefused, HostUnknown) as refusal:
        raise Invalid(str(refusal), field="url") from refusal


def unsubscribe(*, webhook: Webhook) -> None:
    webhook.delete()


def check_cursor(shop: Shop, after: str | None) -> int:
    """Return the position of a cursor; without one, before the oldest event that is kept.

    Raises: UnknownCursor, CursorExpired.
    """
    stream = stream_of(shop)
    if after is None:
        return stream.purged
    position = position_of(after)
    if position is None or position > stream.position:
        raise UnknownCursor
    if position < stream.purged:
        raise CursorExpired
    return position


@transaction.atomic
def replay(*, webhook: Webhook, after: str | None) -> Webhook:
    """Send everything after the cursor again, also where deliveries were given up.

    Raises: UnknownCursor, CursorExpired.
    """
    position = check_cursor(webhook.shop, after)
    # A worker that delivers meanwhile moves the position only from the one it read.
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    row.shop = webhook.shop
    row.position, row.attempts = position, 0
    row.failing_since = row.parked_at = row.next_attempt_at = None
    row.save()
    return row
