from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PriceChange(models.Model):
    """That a product has cost so much since then, as the shop states it.

    ``lowest`` is the lowest price of the thirty days before, where one was known: what a
    reduction is measured by (article L112-1-1 of the consumer code).
    """

    product = models.ForeignKey(
        "shop.Product",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("product"),
    )
    at = models.DateTimeField(_("since"))
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=6)
    lowest = models.DecimalField(
        _("lowest price of the 30 days before"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        constraints = [
            models.UniqueConstraint(fields=["product", "at"], name="price_changed_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="price_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(price__lt=F("lowest")), name="price_drop_by_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.price}"
