from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from connectors.contract import Kind

KINDS = [(kind.value, kind.value) for kind in Kind]


class FeedCursor(models.Model):
    """Up to where a list of the shop has been read.

    ``at`` is the shop's own clock, labelled UTC. ``leased_until``: a worker reads it until
    then, and another leaves it. ``brought`` is what the last reading took in; ``done`` of
    ``total`` is how far the reading of the past is.
    """

    # Part of the connection, and gone with it.
    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="cursors"
    )
    feed = models.CharField(_("list"), max_length=40)
    at = models.DateTimeField(null=True)
    skip = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(_("read to its end"), default=False)
    done = models.PositiveIntegerField(_("read"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    brought = models.PositiveIntegerField(_("brought"), default=0)
    read_at = models.DateTimeField(_("last read"), null=True)
    failed_at = models.DateTimeField(_("failed since"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("list of a connected shop")
        verbose_name_plural = _("lists of connected shops")
        constraints = [
            models.UniqueConstraint(fields=["connection", "feed"], name="feed_cursor_once"),
            models.CheckConstraint(
                condition=Q(failed_at=None, error="")
                | Q(failed_at__isnull=False) & ~Q(error=""),
                name="feed_cursor_failed_with_an_error",
            ),
        ]

    def __str__(self) -> str:
        return self.feed


class PendingRead(models.Model):
    """One thing of the shop that is to be read again: an event said so, or it could not be
    taken in. ``stamp`` counts how often it was asked for: a row is done with only when
    nobody has asked again meanwhile. Parked, it waits for somebody to look at it.
    ``reused``: its id named somebody or something else before.
    """

    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="pending"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    external_id = models.CharField(_("id in the shop"), max_length=100)
    stamp = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    reused = models.BooleanField(default=False)
    asked_at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("next attempt"), null=True)

    class Meta:
        verbose_name = _("reading to come")
        verbose_name_plural = _("readings to come")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "external_id"], name="pending_read_once"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | ~Q(error=""),
                name="pending_read_parked_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "due_at"],
                condition=Q(due_at__isnull=False),
                name="pending_read_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class HeardEvent(models.Model):
    """An event that has come: a second delivery does nothing. Purged after a day."""

    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="+"
    )
    event = models.CharField(max_length=100)
    heard_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("event heard")
        verbose_name_plural = _("events heard")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "event"], name="event_heard_once"
            ),
        ]

    def __str__(self) -> str:
        return self.event
