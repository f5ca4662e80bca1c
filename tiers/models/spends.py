from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class Spend(models.Model):
    """What an order that counts is worth today, in each way a shop may count.

    Follows from the facts alone: it is written again whenever they change, and is gone
    when the order counts no more. ``at`` is when the order qualified.
    """

    order = models.OneToOneField(
        "shop.Order",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("order"),
        db_constraint=False,
    )
    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField(_("counts from"))
    goods = models.DecimalField(max_digits=20, decimal_places=2)
    goods_excl_tax = models.DecimalField(max_digits=20, decimal_places=2)
    gross = models.DecimalField(max_digits=20, decimal_places=2)
    gross_excl_tax = models.DecimalField(max_digits=20, decimal_places=2)
    shipping = models.DecimalField(max_digits=20, decimal_places=2)
    shipping_excl_tax = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("spend")
        verbose_name_plural = _("spends")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    goods__gte=0,
                    goods_excl_tax__gte=0,
                    gross__gte=0,
                    gross_excl_tax__gte=0,
                    shipping__gte=0,
                    shipping_excl_tax__gte=0,
                ),
                name="spend_not_negative",
            ),
            SameShop("order", name="spend_order_same_shop"),
            SameShop("customer", name="spend_customer_same_shop"),
        ]
        indexes = [models.Index(fields=["customer", "at"], name="spend_by_customer")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.goods}"
