from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop

_COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Write it as #8c2f1f."))


class SharingSettings(models.Model):
    """« Envoyer à un ami » of a shop: whether it is offered, and how its button looks.

    Its row is locked while a message is taken in: the limits count one after the other.
    """

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    active = models.BooleanField(
        _("visitors can send an article to a friend"), default=False
    )
    label_fr = models.CharField(
        _("label in French"),
        max_length=40,
        blank=True,
        help_text=_("Empty: the usual one."),
    )
    label_en = models.CharField(
        _("label in English"),
        max_length=40,
        blank=True,
        help_text=_("Empty: the usual one."),
    )
    colour = models.CharField(
        _("colour of the button"),
        max_length=7,
        blank=True,
        validators=[_COLOUR],
        help_text=_("Written as #8c2f1f. Empty: that of the other buttons."),
    )

    class Meta:
        verbose_name = _("sending to a friend")
        verbose_name_plural = _("sending to a friend")
        constraints = [
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__regex=r"^#[0-9a-f]{6}$"),
                name="sharing_colour_is_hexadecimal",
            ),
        ]

    def __str__(self) -> str:
        return str(self.shop)


class Recommendation(models.Model):
    """An article that was once sent to somebody. ``friend`` is a keyed hash of the friend's
    address and stays; ``sender`` and ``place``, of the sender's address and connection,
    are removed when the limits of a day need them no more.
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
        verbose_name=_("product"),
        db_constraint=False,
    )
    friend = models.BinaryField(max_length=16, editable=False)
    sender = models.BinaryField(max_length=16, null=True, editable=False)
    place = models.BinaryField(max_length=16, null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("article sent to a friend")
        verbose_name_plural = _("articles sent to friends")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "friend"], name="recommendation_once_per_friend"
            ),
            SameShop("product", name="recommendation_product_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "sent_at"], name="recommendation_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.product)
