"""Files that a merchant brings: what they hold, how they are read, what became of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FileImport(models.Model):
    """A file on its way in: read, tried out, then taken in by a worker.

    ``content`` is the file, gzipped, until it is taken in. ``heads`` are its headings and
    ``columns`` which of them is which field of ours, by place. ``states`` are our states of
    orders by the file's own words. ``refusals`` are (line, reason), the first of them;
    ``report`` is what the last run has found. ``leased_until``: a worker is at it.
    """

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        ORDERS = "orders", _("orders")
        PRODUCTS = "products", _("products")
        BALANCES = "balances", _("balances of points")

    class State(models.TextChoices):
        READ = "read", pgettext_lazy("import", "to be set up")
        TRYING = "trying", pgettext_lazy("import", "being tried out")
        TRIED = "tried", pgettext_lazy("import", "tried out")
        RUNNING = "running", pgettext_lazy("import", "running")
        DONE = "done", pgettext_lazy("import", "done")
        UNDONE = "undone", pgettext_lazy("import", "undone")

    class Past(models.TextChoices):
        NONE = "none", _("no: points count from today on")
        SINCE = "since", _("for orders since a day")
        ALL = "all", _("for all orders of the file")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(null=True, editable=False)
    heads = models.JSONField(default=list, editable=False)
    columns = models.JSONField(default=dict, editable=False)
    states = models.JSONField(default=dict, editable=False)
    past = models.CharField(
        _("points for the past"), max_length=10, choices=Past, default=Past.NONE
    )
    past_since = models.DateField(_("since"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READ)
    total = models.PositiveIntegerField(_("lines"), default=0)
    done = models.PositiveIntegerField(_("lines taken in"), default=0)
    report = models.JSONField(default=dict, editable=False)
    refusals = models.JSONField(default=list, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    author = models.CharField(_("author"), max_length=40)
    created_at = models.DateTimeField(_("brought"))
    done_at = models.DateTimeField(_("taken in"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["shop", "-created_at"], name="import_by_shop"),
            models.Index(
                fields=["id"],
                name="import_at_work",
                condition=Q(state__in=["trying", "running"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(past="since", past_since__isnull=False)
                | ~Q(past="since") & Q(past_since=None),
                name="import_past_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "undone"], done_at__isnull=False)
                | ~Q(state__in=["done", "undone"]) & Q(done_at=None),
                name="import_done_at_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(kind="balances"),
                name="import_only_balances_are_undone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def at_work(self) -> bool:
        return self.state in {self.State.TRYING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
