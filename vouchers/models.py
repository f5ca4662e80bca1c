from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from shop.models import Category, Customer, Order, Shop


class Voucher(models.Model):
    """A bon de réduction: a rebate on one later order, named by its code."""

    class Origin(models.TextChoices):
        POINTS = "points", _("points")

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("amount")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        USABLE = "usable", _("Usable")
        USED = "used", _("Used")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("shop"))
    code = models.CharField(_("code"), max_length=50)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
        help_text=_("The only one who may use it; empty for anybody."),
    )
    home = models.ForeignKey(
        Customer,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        help_text=_("Whom it came from, where its owner has been merged."),
    )
    origin = models.CharField(_("origin"), max_length=20, choices=Origin)
    label = models.CharField(_("label"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.AMOUNT)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    minimum = models.DecimalField(
        _("minimum basket"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("Goods before any discount, tax included."),
    )
    categories = models.ManyToManyField(
        Category,
        verbose_name=_("categories"),
        blank=True,
        related_name="+",
        help_text=_("Valid on these and what stands below them; empty for all."),
    )
    highlight = models.BooleanField(
        _("highlighted"),
        default=True,
        help_text=_("Proposed in the basket, so that nobody has to type it."),
    )
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("used by"),
    )
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=40)
    issued_at = models.DateTimeField(_("issued"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints = [
            models.UniqueConstraint("shop", Upper("code"), name="voucher_code_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, minimum__gte=0),
                name="voucher_amounts_positive",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="voucher_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(order=None, used_at=None)
                | Q(order__isnull=False, used_at__isnull=False),
                name="voucher_use_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(order=None) | Q(cancelled_at=None),
                name="voucher_used_or_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-valid_until"], name="voucher_by_customer"),
            models.Index(
                fields=["order"],
                condition=Q(order__isnull=False),
                name="voucher_by_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def state_at(self, now: datetime) -> State:
        if self.cancelled_at:
            return self.State.CANCELLED
        if self.order_id:
            return self.State.USED
        if now < self.valid_from:
            return self.State.SCHEDULED
        if now >= self.valid_until:
            return self.State.EXPIRED
        return self.State.USABLE
