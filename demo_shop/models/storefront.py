from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Storefront(models.Model):
    """A shop that sells here: its shipping charge, and the key it sends to the API.

    Like any shop software it sends the key itself, so it keeps it in clear. Accounts and
    orders are numbered here, without a gap.
    """

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    api_key = models.CharField(_("API key"), max_length=100)
    shipping = models.DecimalField(
        _("shipping"), max_digits=12, decimal_places=2, default=Decimal("5.80")
    )
    last_account = models.PositiveIntegerField(default=0, editable=False)
    last_order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("storefront")
        verbose_name_plural = _("storefronts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shipping__gte=0),
                name="storefront_shipping_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.shop.name
