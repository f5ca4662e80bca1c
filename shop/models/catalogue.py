from django.db import models
from django.utils.translation import gettext_lazy as _

from core.plain_letters import search_field
from shop.models.facts import Fact


class Category(Fact):
    """A shelf of the shop; shelves stand in a tree."""

    kind = "category"

    name = models.CharField(_("name"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("parent"),
    )

    class Meta(Fact.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name or self.external_id


class Product(Fact):
    """What the shop sells. ``back_at``: it could not be had, and since then it can.

    ``cost`` is the purchase price of one without tax. ``variants`` are the combinations
    sold under ids of their own: id, name, price (text, or null) and stock of each.
    """

    kind = "product"

    name = models.CharField(_("name"), max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    image = models.URLField(_("image"), max_length=500, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=6, null=True, blank=True
    )
    price_excl_tax = models.DecimalField(
        _("price excluding tax"), max_digits=14, decimal_places=6, null=True, blank=True
    )
    regular_price = models.DecimalField(
        _("regular price"), max_digits=14, decimal_places=6, null=True, blank=True
    )
    cost = models.DecimalField(
        _("purchase price"), max_digits=14, decimal_places=6, null=True, blank=True
    )
    on_sale = models.BooleanField(_("on sale"), default=False)
    stock = models.IntegerField(_("stock"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    gift_card = models.BooleanField(_("gift card"), default=False)
    categories = models.ManyToManyField(
        Category, verbose_name=_("categories"), blank=True, related_name="+"
    )
    variants = models.JSONField(_("variants"), default=list, editable=False)
    search_text = search_field("name")
    removed = models.BooleanField(_("removed from the shop"), default=False)
    back_at = models.DateTimeField(_("back in stock since"), null=True, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["shop", "id"], name="product_once_per_shop"),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id

    @property
    def can_be_had(self) -> bool:
        """Sold, and not sold out as far as the shop says."""
        in_stock = self.stock is None or self.stock > 0
        return self.active and not self.removed and in_stock
