from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class WishEvent(models.Model):
    """A customer wished for a product on a day of the shop: what statistics count.

    It stays when the wish goes, and without a name when the customer is erased.
    ``original_owner`` is who wished, where they were merged into ``customer``.
    """

    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey(
        "shop.Product", models.PROTECT, related_name="+", db_constraint=False
    )
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        db_constraint=False,
    )
    original_owner = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        db_constraint=False,
    )
    day = models.DateField(_("day"))
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("added wish")
        verbose_name_plural = _("added wishes")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "product", "day"], name="wish_event_once_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(original_owner=F("customer")),
                name="wish_event_original_owner_is_another",
            ),
            SameShop("product", name="wish_event_product_same_shop"),
            SameShop("customer", name="wish_event_customer_same_shop"),
            SameShop("original_owner", name="wish_event_original_owner_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "added_at", "product"], name="wish_event_by_time"),
            models.Index(
                fields=["original_owner"],
                condition=Q(original_owner__isnull=False),
                name="wish_event_by_original_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}, {self.day}"
