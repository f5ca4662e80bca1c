from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from segments.rules import Criteria


class Segment(models.Model):
    """A named set of customers: all of its conditions hold for each of them."""

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=100)
    groups = models.ManyToManyField(
        "shop.CustomerGroup",
        verbose_name=_("groups"),
        blank=True,
        related_name="+",
        help_text=_("In one of these, by the shop or by the tier reached."),
    )
    period_days = models.PositiveIntegerField(
        _("orders of the last days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(36500)],
        help_text=_("Which orders, amounts and purchases count. Empty: all of them."),
    )
    min_orders = models.PositiveIntegerField(_("orders, at least"), null=True, blank=True)
    max_orders = models.PositiveIntegerField(_("orders, at most"), null=True, blank=True)
    min_spend = models.DecimalField(
        _("spent, at least"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What was paid for goods and kept: discounts and refunds are off."),
    )
    max_spend = models.DecimalField(
        _("spent, at most"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    categories = models.ManyToManyField(
        "shop.Category",
        verbose_name=_("has bought from"),
        blank=True,
        related_name="+",
        help_text=_("One of these, or what stands below them."),
    )
    quiet_days = models.PositiveIntegerField(
        _("last order, days ago at least"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(36500)],
    )
    active_days = models.PositiveIntegerField(
        _("last order, days ago at most"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(36500)],
    )
    gap_factor = models.DecimalField(
        _("last order older than so many usual gaps"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(50)],
        help_text=_(
            "The customer’s own: the average time between two of their orders, once they"
            " have placed three."
        ),
    )
    languages = ArrayField(
        models.CharField(max_length=7),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    registered_from = models.DateField(_("registered from"), null=True, blank=True)
    registered_until = models.DateField(_("registered until"), null=True, blank=True)
    consent = models.BooleanField(
        _("has agreed to offers by e-mail"), null=True, blank=True, default=None
    )
    guests = models.BooleanField(_("guests too"), default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="segment_name_once"),
            models.CheckConstraint(
                condition=Q(min_orders=None)
                | Q(max_orders=None)
                | Q(min_orders__lte=F("max_orders")),
                name="segment_orders_in_order",
            ),
            models.CheckConstraint(
                condition=Q(min_spend=None)
                | Q(max_spend=None)
                | Q(min_spend__lte=F("max_spend")),
                name="segment_spend_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(min_spend=None) | Q(min_spend__gte=0))
                & (Q(max_spend=None) | Q(max_spend__gte=0)),
                name="segment_spend_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(quiet_days=None)
                | Q(active_days=None)
                | Q(quiet_days__lte=F("active_days")),
                name="segment_last_order_in_order",
            ),
            models.CheckConstraint(
                condition=Q(gap_factor=None) | Q(gap_factor__gt=0),
                name="segment_gap_positive",
            ),
            models.CheckConstraint(
                condition=Q(period_days=None) | Q(period_days__gt=0),
                name="segment_period_positive",
            ),
            models.CheckConstraint(
                condition=Q(registered_from=None)
                | Q(registered_until=None)
                | Q(registered_from__lte=F("registered_until")),
                name="segment_registration_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def criteria(self) -> Criteria:
        """Two queries, unless they were prefetched: its groups and its categories."""
        own = {name: getattr(self, name) for name in COLUMNS}
        return Criteria(
            shop=self.shop_id,
            groups=tuple(sorted(row.pk for row in self.groups.all())),
            categories=tuple(sorted(row.pk for row in self.categories.all())),
            languages=tuple(self.languages),
            **own,
        )


# The conditions that are a column of their own.
COLUMNS = [
    "period_days",
    "min_orders",
    "max_orders",
    "min_spend",
    "max_spend",
    "quiet_days",
    "active_days",
    "gap_factor",
    "registered_from",
    "registered_until",
    "consent",
    "guests",
]
