from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class WishlistSettings(models.Model):
    """How a shop words its wish lists, and where its cart takes an article in."""

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    page_fr = models.CharField(
        _("title of the page in French"), max_length=60, default="Mes envies"
    )
    page_en = models.CharField(
        _("title of the page in English"), max_length=60, default="My wishes"
    )
    button_fr = models.CharField(
        _("label of the button in French"),
        max_length=60,
        default="Ajouter à ma liste d’envies",
    )
    button_en = models.CharField(
        _("label of the button in English"),
        max_length=60,
        default="Add to my wish list",
    )
    list_fr = models.CharField(
        _("name of the default list in French"), max_length=80, default="Ma liste d’envies"
    )
    list_en = models.CharField(
        _("name of the default list in English"), max_length=80, default="My wish list"
    )
    cart_address = models.CharField(
        _("address that puts an article into the cart"),
        max_length=500,
        blank=True,
        validators=[
            RegexValidator(
                r"^(https?://[^\s{}]+|/)[^\s{}]*(\{product\}|\{quantity\}|[^\s{}])*$",
                _("An address, with {product} and {quantity} where these stand."),
            )
        ],
        help_text=_(
            "With {product} for the article’s id and {quantity}: PrestaShop takes"
            " https://…/panier?add=1&id_product={product}&qty={quantity}, WooCommerce"
            " https://…/?add-to-cart={product}&quantity={quantity}. Empty: the button"
            " leads to the article’s page."
        ),
    )

    tells_price = models.BooleanField(
        _("tell customers who ask when an article of their lists costs less"),
        default=False,
    )
    least_drop = models.DecimalField(
        _("by at least so many percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(99))],
        help_text=_("Less than the lowest price of the thirty days before, as by law."),
    )
    tells_stock = models.BooleanField(
        _("tell customers who ask when an article of their lists is back in stock"),
        default=False,
    )

    class Meta:
        verbose_name = _("wish list settings")
        verbose_name_plural = _("wish list settings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(least_drop__gt=0, least_drop__lt=100),
                name="wishlist_drop_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.shop.name

    @property
    def cart_is_here(self) -> bool:
        """Whether the cart is on this site, so that a button may add to it by POST."""
        return self.cart_address.startswith("/")

    def cart_link(self, product: str, quantity: int) -> str:
        """Where the cart takes so many of an article in; nothing where nobody said."""
        return self.cart_address.replace("{product}", product).replace(
            "{quantity}", str(quantity)
        )
