from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from vouchers.rules.margin_guard import DiscountSource


class MarginGuard(models.Model):
    """The most that the discounts of an order may come to together, from an instant on.

    Written once: the latest that has started is in force, and an order keeps the one of
    the instant it was placed. ``percent`` empty: no ceiling. ``cut_order`` says what is
    lowered first; free shipping counts only where it is named there.
    """

    GIVEN = [
        (DiscountSource.OFFER.value, _("cart offers")),
        (DiscountSource.GROUP.value, _("the group’s discount")),
        (DiscountSource.VOUCHER.value, _("vouchers")),
        (DiscountSource.SHIPPING.value, _("free shipping")),
    ]

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    percent = models.DecimalField(
        _("ceiling in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    cut_order = ArrayField(
        models.CharField(max_length=20, choices=GIVEN), verbose_name=_("lowered first")
    )
    starts_at = models.DateTimeField(_("in force from"))
    author = models.CharField(_("author"), max_length=40)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("margin guard")
        verbose_name_plural = _("margin guards")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "starts_at"], name="guard_once_per_instant"
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gt=0, percent__lte=100),
                name="guard_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(cut_order__contains=["offer", "group", "voucher"])
                & (
                    Q(cut_order__len=3)
                    | Q(cut_order__len=4, cut_order__contains=["shipping"])
                ),
                name="guard_names_what_it_lowers",
            ),
        ]

    def __str__(self) -> str:
        return str(self.percent or "")


class CappedOrder(models.Model):
    """An order whose discounts the margin guard has lowered: from what, and to what."""

    order = models.OneToOneField(
        "shop.Order",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("order"),
    )
    percent = models.DecimalField(_("ceiling in percent"), max_digits=5, decimal_places=2)
    before = models.DecimalField(
        _("discounts before the ceiling"), max_digits=12, decimal_places=2
    )
    after = models.DecimalField(_("discounts given"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("capped order")
        verbose_name_plural = _("capped orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(after__gte=0, before__gt=F("after")),
                name="capped_order_was_lowered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
