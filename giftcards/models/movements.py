from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop
from giftcards.models.terms import MONEY


class CardMovement(models.Model):
    """Money that came onto a gift card or left it. Append-only.

    ``amount`` is signed, ``balance`` what it left, ``valid_until`` when the card was to end
    then. ``happened_at`` is when it happened in the shop's world, ``booked_at`` when it was
    written, by the clock of the action, ``recorded_at`` by the database's. What the clock,
    or staff, had taken away comes back by a movement of the same kind.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", pgettext_lazy("gift card", "Issued")
        PAY = "pay", pgettext_lazy("gift card", "Paid")
        GIVE_BACK = "give_back", pgettext_lazy("gift card", "Given back")
        LOSE = "lose", pgettext_lazy("gift card", "Remainder lost")
        EXPIRE = "expire", pgettext_lazy("gift card", "Expired")
        CANCEL = "cancel", pgettext_lazy("gift card", "Cancelled")

    card = models.ForeignKey("giftcards.GiftCard", models.PROTECT, related_name="movements")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount"), **MONEY)
    balance = models.DecimalField(_("balance"), **MONEY)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("order"),
    )
    author = models.CharField(_("author"), max_length=40)
    happened_at = models.DateTimeField(_("date"))
    valid_until = models.DateTimeField(editable=False)
    booked_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # Filled by the database, from the content and the hash before: core/chain_sql.py.
    hash = models.BinaryField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("movement of a gift card")
        verbose_name_plural = _("movements of gift cards")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "number"], name="card_movement_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["issue", "give_back"], amount__gt=0)
                | Q(kind="pay", amount__lt=0)
                | Q(kind__in=["lose", "expire", "cancel"]) & ~Q(amount=0),
                name="card_movement_goes_its_way",
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=0), name="card_movement_balance_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["pay", "give_back", "lose"], order__isnull=False)
                | ~Q(kind__in=["pay", "give_back", "lose"]) & Q(order=None),
                name="card_movement_names_its_order",
            ),
            models.CheckConstraint(
                condition=~Q(author=""), name="card_movement_has_an_author"
            ),
        ]
        indexes = [
            models.Index(
                fields=["order"],
                condition=Q(order__isnull=False),
                name="card_movement_by_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} #{self.number}"


class CardHold(models.Model):
    """A cart that keeps so much of a gift card for itself, until then."""

    card = models.ForeignKey("giftcards.GiftCard", models.PROTECT, related_name="holds")
    cart = models.CharField(_("cart"), max_length=100)
    amount = models.DecimalField(_("amount"), **MONEY)
    expires_at = models.DateTimeField(_("until"), db_index=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("hold of a gift card")
        verbose_name_plural = _("holds of gift cards")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "cart"], name="gift_card_held_once_per_cart"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="card_hold_amount_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} → {self.cart}"


class RefusedPayment(models.Model):
    """What an order says that a gift card has paid, and it has not. Staff look at it."""

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        verbose_name=_("order"),
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=50)
    amount = models.DecimalField(_("amount"), **MONEY)
    reason = models.CharField(_("reason"), max_length=30)
    recorded_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("refused payment")
        verbose_name_plural = _("refused payments")
        constraints = [
            models.UniqueConstraint("order", Upper("code"), name="payment_refused_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refused_payment_amount_positive"
            ),
            SameShop("order", name="refused_payment_order_same_shop"),
        ]
        indexes = [
            # Who waits for a card is asked whenever money comes back to it.
            models.Index(models.F("shop"), Upper("code"), name="refused_payment_by_code"),
        ]

    def __str__(self) -> str:
        return self.code
