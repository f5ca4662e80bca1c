from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class VatRegime(models.TextChoices):
    """Directive 2016/1065: whether the tax is known, and due, when the card is sold."""

    MULTIPLE = "multiple", _("multi-purpose: taxed when used")
    SINGLE = "single", _("single-purpose: taxed when sold")


MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
RATE_OF_ITS_REGIME = Q(vat_regime="multiple", vat_rate=None) | Q(
    vat_regime="single", vat_rate__isnull=False, vat_rate__range=(0, 100)
)


class CardTerms(models.Model):
    """How the gift cards of a product are made; without a product, of all others.

    A card keeps what it was made with. ``since``: orders that qualified before have given
    no card, for the shop had its own.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    product = models.ForeignKey(
        "shop.Product",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("product"),
        help_text=_("Empty: all gift cards without terms of their own."),
        db_constraint=False,
    )
    validity = models.PositiveSmallIntegerField(
        _("valid for so many months"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    single_use = models.BooleanField(
        _("for one order only"),
        default=False,
        help_text=_("What that order leaves is lost. Otherwise the balance is kept."),
    )
    minimum = models.DecimalField(
        _("minimum cart"),
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("Goods before any discount; gift cards do not count."),
        **MONEY,
    )
    vat_regime = models.CharField(
        _("VAT regime"), max_length=10, choices=VatRegime, default=VatRegime.MULTIPLE
    )
    vat_rate = models.DecimalField(
        _("VAT rate in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of single-purpose cards only."),
    )
    since = models.DateTimeField(_("cards are made for orders since"))

    class Meta:
        verbose_name = _("terms of gift cards")
        verbose_name_plural = _("terms of gift cards")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "product"],
                nulls_distinct=False,
                name="card_terms_once_per_product",
            ),
            models.CheckConstraint(
                condition=Q(validity__range=(1, 120)), name="card_terms_validity_in_months"
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0), name="card_terms_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=RATE_OF_ITS_REGIME, name="card_terms_rate_of_their_regime"
            ),
            SameShop("product", name="card_terms_product_same_shop"),
        ]

    def __str__(self) -> str:
        return str(self.product) if self.product else str(_("All other gift cards"))
