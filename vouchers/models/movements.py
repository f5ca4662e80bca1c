from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop


class VoucherMovement(models.Model):
    """A change in what can still be used of a voucher of an amount for one order.

    Written by the database whenever such a voucher changes, never by hand; append-only.
    Percentages, free shipping and codes for many orders promise no sum and have none.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", pgettext_lazy("voucher", "Issued")
        USE = "use", pgettext_lazy("voucher", "Used")
        RELEASE = "release", pgettext_lazy("voucher", "Let go by its order")
        REMAINDER = "remainder", pgettext_lazy("voucher", "Remainder issued")
        CANCEL = "cancel", pgettext_lazy("voucher", "Cancelled")

    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    voucher = models.ForeignKey(
        "vouchers.Voucher", models.PROTECT, related_name="movements", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    booked_at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("movement of a voucher")
        verbose_name_plural = _("movements of vouchers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0), name="voucher_movement_moves_something"
            ),
            SameShop("voucher", name="voucher_movement_voucher_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "booked_at"], name="voucher_movement_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id}: {self.amount:+}"
