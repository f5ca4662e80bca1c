from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class VoucherCancellation(models.Model):
    """Who cancelled a voucher by hand, and why. Kept apart: words can be erased."""

    voucher = models.OneToOneField(
        "vouchers.Voucher", models.PROTECT, primary_key=True, related_name="cancellation"
    )
    author = models.CharField(_("author"), max_length=40)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")

    def __str__(self) -> str:
        return self.reason
