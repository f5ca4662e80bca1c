from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Budget(models.Model):
    """How many vouchers a campaign may issue, and for how much. Issuing draws on it."""

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=100)
    max_count = models.PositiveIntegerField(
        _("most uses"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    max_amount = models.DecimalField(
        _("largest amount"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: no limit. Percentages and free shipping count by number only."),
    )
    spent_count = models.PositiveIntegerField(_("uses issued"), default=0)
    spent_amount = models.DecimalField(
        _("amount issued"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="budget_name_once"),
            models.CheckConstraint(
                condition=Q(max_count=None) | Q(spent_count__lte=F("max_count")),
                name="budget_count_kept",
            ),
            models.CheckConstraint(
                condition=Q(max_amount=None) | Q(spent_amount__lte=F("max_amount")),
                name="budget_amount_kept",
            ),
            models.CheckConstraint(
                condition=Q(spent_count__gte=0, spent_amount__gte=0),
                name="budget_spent_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name
