from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop
from giftcards.models.terms import MONEY, RATE_OF_ITS_REGIME, VatRegime
from shop.models import Product
from vouchers.rules.cart import RefusalReason


class GiftCard(models.Model):
    """Money paid before, spent by whoever has the code: a means of payment, no discount.

    ``balance`` is what the movements leave and ``moved`` how many there are: both change
    under the row's lock only. ``holder`` is in whose account it was put; anybody may
    spend it. Who bought it, its order knows. ``product`` is what was bought, ``line`` the
    id that its order line has today, and ``piece`` tells apart the cards of one line.
    ``cancelled_by`` is empty where the order that bought it was undone.
    """

    class State(models.TextChoices):
        USABLE = "usable", pgettext_lazy("gift card", "Usable")
        EMPTY = "empty", pgettext_lazy("gift card", "Used up")
        EXPIRED = "expired", pgettext_lazy("gift card", "Expired")
        CANCELLED = "cancelled", pgettext_lazy("gift card", "Cancelled")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    code = models.CharField(_("code"), max_length=50)
    amount = models.DecimalField(_("amount"), **MONEY)
    balance = models.DecimalField(_("balance"), **MONEY)
    moved = models.PositiveIntegerField(default=0, editable=False)
    single_use = models.BooleanField(_("for one order only"), default=False)
    minimum = models.DecimalField(_("minimum cart"), default=Decimal(0), **MONEY)
    vat_regime = models.CharField(
        _("VAT regime"), max_length=10, choices=VatRegime, default=VatRegime.MULTIPLE
    )
    vat_rate = models.DecimalField(
        _("VAT rate in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    holder = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("in the account of"),
        db_constraint=False,
    )
    sender = models.CharField(
        pgettext_lazy("gift card", "from"), max_length=100, blank=True
    )
    recipient = models.CharField(_("recipient"), max_length=100, blank=True)
    email = models.EmailField(_("recipient’s e-mail"), max_length=254, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    deliver_at = models.DateTimeField(_("to be sent"), null=True, blank=True)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("bought by order"),
        db_constraint=False,
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        db_constraint=False,
    )
    line = models.CharField(max_length=100, blank=True, editable=False)
    piece = models.PositiveIntegerField(null=True, editable=False)
    batch = models.ForeignKey(
        "giftcards.CardBatch",
        models.PROTECT,
        related_name="cards",
        null=True,
        blank=True,
        verbose_name=_("batch"),
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=40, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=500, blank=True)
    author = models.CharField(_("author"), max_length=40)
    issued_at = models.DateTimeField(_("issued"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("gift card")
        verbose_name_plural = _("gift cards")
        permissions = [
            ("cancel_giftcard", "Can cancel gift cards"),
            ("export_giftcard", "Can export gift cards"),
            ("view_giftcard_report", "Can view the report of gift cards"),
        ]
        constraints = [
            models.UniqueConstraint(
                "shop",
                OpClass(Upper("code"), name="text_pattern_ops"),
                name="gift_card_code_once",
            ),
            models.UniqueConstraint(
                fields=["order", "line", "piece"], name="gift_card_once_per_piece"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="gift_card_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=0, balance__lte=F("amount")),
                name="gift_card_balance_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0), name="gift_card_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="gift_card_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=RATE_OF_ITS_REGIME, name="gift_card_rate_of_its_regime"
            ),
            models.CheckConstraint(
                condition=Q(order=None, line="", piece=None)
                | Q(order__isnull=False, piece__isnull=False) & ~Q(line=""),
                name="gift_card_names_its_piece",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by="", cancel_reason="")
                | Q(cancelled_at__isnull=False, balance=0),
                name="gift_card_cancelled_is_empty",
            ),
            models.UniqueConstraint(fields=["shop", "id"], name="gift_card_once_per_shop"),
            SameShop("holder", name="gift_card_holder_same_shop"),
            SameShop("order", name="gift_card_order_same_shop"),
            SameShop("product", name="gift_card_product_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "-issued_at", "-id"], name="gift_card_by_issue"),
            models.Index(
                fields=["valid_until"],
                condition=Q(balance__gt=0),
                name="gift_card_to_expire",
            ),
            models.Index(
                F("shop"),
                Lower("email"),
                condition=~Q(email=""),
                name="gift_card_by_email",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def whole(self) -> bool:
        """Nothing of it has been spent, or it has all come back."""
        return self.balance == self.amount

    def state_at(self, now: datetime) -> State:
        if self.cancelled_at:
            return self.State.CANCELLED
        if now >= self.valid_until:
            return self.State.EXPIRED
        return self.State.USABLE if self.balance else self.State.EMPTY

    def refusal(self, at: datetime) -> RefusalReason | None:
        """Why it could pay nothing then, whatever the cart and whatever is left of it."""
        if self.cancelled_at:
            return RefusalReason.CANCELLED
        if at < self.valid_from:
            return RefusalReason.NOT_STARTED
        return RefusalReason.EXPIRED if at >= self.valid_until else None
