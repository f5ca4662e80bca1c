import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoCart(models.Model):
    """What somebody is about to buy. ``key`` is its id for the programme, and nobody
    guesses it. An account has one open cart; a visitor has the one that the session names.
    ``holding``: its vouchers are held while it is being paid.
    """

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "demo_shop.DemoAccount",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    codes = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("voucher codes"),
        default=list,
        blank=True,
    )
    holding = models.BooleanField(default=False, editable=False)
    ordered = models.BooleanField(_("ordered"), default=False)
    updated_at = models.DateTimeField(_("updated"))

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(ordered=False),
                name="demo_cart_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class DemoCartLine(models.Model):
    """Pieces of an article. Its price is the article's, until it is ordered. ``gift`` says
    who a gift card is for: name, email, message, deliver_on.
    """

    # A line is part of its cart and goes with it.
    cart = models.ForeignKey(DemoCart, models.CASCADE, related_name="lines")
    product = models.ForeignKey("demo_shop.DemoProduct", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    gift = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints = [
            models.UniqueConstraint(fields=["cart", "product"], name="demo_cart_line_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__range=(1, 99)),
                name="demo_cart_line_has_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"
