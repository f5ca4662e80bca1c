import base64
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from outbox import rules


class EventType(models.TextChoices):
    """What a shop can hear of. The values are those of the HTTP API."""

    POINTS_CHANGED = "points.changed", _("points changed")
    VOUCHER_ISSUED = "voucher.issued", _("voucher issued")
    VOUCHER_CHANGED = "voucher.changed", _("voucher changed")
    VOUCHER_CANCELLED = "voucher.cancelled", _("voucher cancelled")
    TIER_CHANGED = "tier.changed", _("tier changed")
    REFERRAL_REWARDED = "referral.rewarded", _("referral rewarded")
    CONSENT_CHANGED = "consent.changed", _("consent changed")
    CUSTOMER_ERASED = "customer.erased", _("customer erased")
    GIFT_CARD_ISSUED = "gift_card.issued", _("gift card issued")
    GIFT_CARD_CHANGED = "gift_card.changed", _("gift card changed")


class Stream(models.Model):
    """A shop's events in their one order: the row whose lock gives out positions.

    ``position`` is the last one given, ``purged`` the last one that is not kept any more.
    """

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, primary_key=True, related_name="+"
    )
    position = models.BigIntegerField(default=0)
    purged = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("stream of events")
        verbose_name_plural = _("streams of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(purged__gte=0, position__gte=models.F("purged")),
                name="stream_purged_within_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id}: {self.position}"


class Event(models.Model):
    """Something changed for a customer, or for a code. Written by a trigger.

    ``customer`` is the shop's own id of the one it counts for; ``data`` names no person.
    ``position`` is given once the transaction that wrote the row is over.
    """

    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(_("event"), max_length=30, choices=EventType)
    customer = models.CharField(_("customer"), max_length=100, blank=True)
    data = models.JSONField(_("data"))
    recorded_at = models.DateTimeField(_("when"), db_default=Now())
    position = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "position"], name="event_position_once_per_shop"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "id"],
                condition=Q(position=None),
                name="event_to_be_positioned",
            ),
            models.Index(fields=["recorded_at"], name="event_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.customer}".strip()

    @property
    def item(self) -> dict[str, Any]:
        """The event as JSON, the same in the feed and for webhooks."""
        return {
            "id": rules.event_id(self.position or 0),
            "type": self.type,
            "at": self.recorded_at.isoformat(),
            "customer": self.customer or None,
            "data": self.data,
        }


class Webhook(models.Model):
    """An address that a shop's events are posted to, one after the other.

    ``position`` is the last event that was accepted. ``failing_since`` is when the next one
    first failed; ``parked_at`` when it was given up, until somebody replays. ``busy_until``
    is a worker's claim. The secret is made from ``nonce`` and the installation's key: it
    stands in no row.
    """

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    url = models.URLField(_("address"), max_length=500)
    events = ArrayField(
        models.CharField(max_length=30, choices=EventType), verbose_name=_("events")
    )
    nonce = models.CharField(max_length=40, editable=False)
    author = models.CharField(_("author"), max_length=40, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    position = models.BigIntegerField(default=0, editable=False)
    attempts = models.PositiveIntegerField(_("attempts"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, editable=False)
    parked_at = models.DateTimeField(_("given up"), null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(condition=~Q(events=[]), name="webhook_hears_something"),
            models.UniqueConstraint(fields=["nonce"], name="webhook_nonce_once"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def event_labels(self) -> list[str]:
        return [str(EventType(event).label) for event in self.events]

    @property
    def secret(self) -> str:
        """The signing secret, as Standard Webhooks writes it."""
        key = salted_hmac("outbox.webhook", self.nonce, algorithm="sha256").digest()
        return f"whsec_{base64.b64encode(key).decode()}"


class Delivery(models.Model):
    """One attempt to post one event. ``status`` 0: no answer; ``answer`` says why."""

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    # Attempts go with their webhook.
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    position = models.BigIntegerField(_("event"))
    type = models.CharField(_("kind"), max_length=30, choices=EventType)
    status = models.PositiveSmallIntegerField(_("status"))
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    attempted_at = models.DateTimeField(_("when"), db_index=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.type}: {self.status}"
