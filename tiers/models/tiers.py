from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scheme(models.Model):
    """How a shop measures what its customers spend. Without one it has no tiers."""

    class Window(models.TextChoices):
        LIFETIME = "lifetime", _("all orders ever")
        MONTHS = "months", _("the last months")
        YEAR = "year", _("the calendar year")

    shop = models.OneToOneField(
        "shop.Shop",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("shop"),
    )
    window = models.CharField(
        _("orders that count"), max_length=10, choices=Window, default=Window.LIFETIME
    )
    months = models.PositiveSmallIntegerField(
        _("months"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    with_tax = models.BooleanField(_("tax counts"), default=True)
    with_shipping = models.BooleanField(_("shipping counts"), default=False)
    before_discount = models.BooleanField(_("goods count before discounts"), default=False)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=0, validators=[MaxValueValidator(3660)]
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"), default=30, validators=[MaxValueValidator(366)]
    )
    excluded_groups = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("groups without tiers"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.CheckConstraint(
                condition=Q(months__range=(1, 120)), name="tier_window_has_months"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_window_display())


class Tier(models.Model):
    """What customers reach by spending so much, and what it gives them.

    ``group`` carries its rights into carts and points. One that was taken out keeps
    its row: moves tell of it.
    """

    class VoucherKind(models.TextChoices):
        AMOUNT = "amount", _("an amount")
        PERCENT = "percent", _("a percentage")

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    name = models.CharField(_("name"), max_length=60)
    minimum = models.DecimalField(
        _("minimum spend"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )
    group = models.OneToOneField(
        "shop.CustomerGroup", models.PROTECT, related_name="+", verbose_name=_("group")
    )
    perks = models.TextField(_("advantages"), max_length=1000, blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#8c6a3f",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
    )
    mail = models.BooleanField(_("write to who reaches it"), default=True)
    voucher_kind = models.CharField(
        _("voucher"), max_length=10, choices=VoucherKind, blank=True
    )
    voucher_worth = models.DecimalField(
        _("worth"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    voucher_days = models.PositiveSmallIntegerField(
        _("days it is valid"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
    )
    retired_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "minimum"],
                condition=Q(retired_at=None),
                name="tier_minimum_once_per_shop",
            ),
            models.UniqueConstraint(
                fields=["shop", "name"],
                condition=Q(retired_at=None),
                name="tier_name_once_per_shop",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0), name="tier_minimum_not_negative"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="tier_has_a_name"),
            models.CheckConstraint(
                condition=Q(voucher_kind="", voucher_worth=None)
                | Q(voucher_kind="amount", voucher_worth__isnull=False, voucher_worth__gt=0)
                | Q(
                    voucher_kind="percent",
                    voucher_worth__isnull=False,
                    voucher_worth__gt=0,
                    voucher_worth__lte=100,
                ),
                name="tier_voucher_is_worth_something",
            ),
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="tier_colour_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def off(self) -> Decimal:
        """Its discount as people write it: −10 %. The group is at hand."""
        return -self.group.discount_percent
