"""Events in their order, and the webhooks they are posted to."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from outbox.models import Delivery, Event, Stream, Webhook
from shop.models import Shop


def stream_of(shop: Shop) -> Stream:
    """Return the shop's stream; an empty one before the first event. Queries: 1."""
    return Stream.objects.filter(shop=shop).first() or Stream(shop=shop)


def events_after(shop: Shop, position: int, types: Sequence[str] = ()) -> QuerySet[Event]:
    """Return events with a later position, in their order; of these types, or of all."""
    rows = Event.objects.filter(shop=shop, position__gt=position)
    # Rows without a position match no comparison: they are not in any order yet.
    return (rows.filter(type__in=types) if types else rows).order_by("position")


def webhooks_of(shop: Shop) -> QuerySet[Webhook]:
    return Webhook.objects.filter(shop=shop).order_by("pk")


def webhooks_due(now: datetime) -> QuerySet[Webhook]:
    """Return webhooks that may be behind, that no worker has and that need not wait.
    Queries: 1.
    """
    waits = Q(next_attempt_at__gt=now) | Q(busy_until__gt=now)
    rows = Webhook.objects.filter(parked_at=None).exclude(waits)
    return rows.select_related("shop").order_by("pk")


def latest_deliveries(webhook: Webhook) -> QuerySet[Delivery]:
    """Attempts to post to it, the newest first."""
    return Delivery.objects.filter(webhook=webhook).order_by("-pk")


def is_behind(webhook: Webhook) -> bool:
    rows = Stream.objects.filter(shop=webhook.shop_id, position__gt=webhook.position)
    # Events that nobody has read yet have no position: the webhook is behind these too.
    return (
        rows.exists() or Event.objects.filter(shop=webhook.shop_id, position=None).exists()
    )
