from django.db import models
from django.utils.translation import gettext_lazy as _

from core.address_fields import address_key_field
from core.constraints import SameShop
from core.quantity_fields import QuantityField
from shop.models.facts import Fact


class Cart(Fact):
    """A cart as the shop last stated it.

    ``shop_customer`` is the customer the shop names, where that one has been merged and the
    cart counts for another.
    """

    kind = "cart"

    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
        db_constraint=False,
    )
    shop_customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("customer named by the shop"),
        db_constraint=False,
    )
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    address_key = address_key_field("email")
    recovery_url = models.URLField(_("link back"), max_length=500, blank=True)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("order"),
        db_constraint=False,
    )
    removed = models.BooleanField(_("removed from the shop"), default=False)

    class Meta(Fact.Meta):
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(shop_customer=models.F("customer")),
                name="cart_shop_customer_is_another",
            ),
            SameShop("customer", name="cart_customer_same_shop"),
            SameShop("shop_customer", name="cart_shop_customer_same_shop"),
            SameShop("order", name="cart_order_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "address_key"],
                condition=~models.Q(address_key=""),
                name="cart_by_address_key",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class CartLine(models.Model):
    """A product in a cart. ``unit_price`` is None where the shop has not said it: then the
    product costs what it costs, as far as that is known.
    """

    # A line is part of its cart and goes with it.
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    external_id = models.CharField(_("id in the shop"), max_length=100)
    product = models.ForeignKey("shop.Product", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=255, blank=True)
    quantity = QuantityField(_("quantity"))
    unit_price = models.DecimalField(
        _("unit price"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Empty where the shop did not say it."),
    )

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints = [
            models.UniqueConstraint(fields=["cart", "external_id"], name="cart_line_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="cart_line_has_a_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name or self.product_id}"
