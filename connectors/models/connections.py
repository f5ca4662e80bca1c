from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Connection(models.Model):
    """A shop's software that is read from and written to.

    ``secrets`` is encrypted: the credentials, and under "events" the secret by which events
    are signed. ``states`` are ours by the shop's own; ``found`` is what the last check
    showed, ``survey`` orders and money by month, for what the past would be worth.
    ``public`` names it in the address that events are sent to.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("connection", "To be set up")
        READING = "reading", _("Reading the past")
        ON = "on", pgettext_lazy("connection", "On")
        STOPPED = "stopped", pgettext_lazy("connection", "Stopped")
        ENDED = "ended", pgettext_lazy("connection", "Disconnected")

    class Past(models.TextChoices):
        NONE = "none", _("no: points count from today on")
        SINCE = "since", _("for orders since a day")
        ALL = "all", _("for all orders")

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    kind = models.CharField(_("kind"), max_length=40)
    address = models.URLField(_("address"), max_length=300)
    secrets = models.BinaryField(editable=False)
    ca_pem = models.TextField(
        _("own certificate authority"),
        blank=True,
        help_text=_(
            "In PEM, for a shop whose certificate is its own; empty for all others."
        ),
    )
    public = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.CharField(_("version"), max_length=40, blank=True)
    timezone = models.CharField(_("time zone"), max_length=50)
    states = models.JSONField(_("states of orders"), default=dict, editable=False)
    found = models.JSONField(default=dict, editable=False)
    survey = models.JSONField(default=dict, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    past = models.CharField(
        _("points for the past"), max_length=10, choices=Past, default=Past.NONE
    )
    past_since = models.DateField(_("since"), null=True, blank=True)
    stopped_for = models.CharField(_("stopped because"), max_length=300, blank=True)
    author = models.CharField(_("author"), max_length=40)
    created_at = models.DateTimeField(_("created"))
    checked_at = models.DateTimeField(_("last check"), null=True, blank=True)
    opened_at = models.DateTimeField(_("connected since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("disconnected"), null=True, blank=True)
    heard_at = models.DateTimeField(_("last event"), null=True, blank=True)
    swept_at = models.DateTimeField(_("last sweep"), null=True, blank=True)

    class Meta:
        verbose_name = _("connected shop")
        verbose_name_plural = _("connected shops")
        constraints = [
            models.UniqueConstraint(
                fields=["shop"],
                condition=~Q(state="ended"),
                name="connection_once_per_shop",
            ),
            models.UniqueConstraint(
                fields=["address"],
                condition=~Q(state="ended"),
                name="connection_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(past="since", past_since__isnull=False)
                | ~Q(past="since") & Q(past_since=None),
                name="connection_past_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped") | Q(stopped_for=""),
                name="connection_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | ~Q(state="ended") & Q(ended_at=None),
                name="connection_ended_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.address.removeprefix("https://").removeprefix("http://")

    @property
    def author_of_facts(self) -> str:
        """How the books name what came through it."""
        return f"connection:{self.pk}"
