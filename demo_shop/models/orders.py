import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.money import ZERO


class DemoOrder(models.Model):
    """What somebody bought, with the prices and discounts of that moment.

    ``number`` is its id for the programme, ``reference`` what people read; ``key`` stands
    in the address of its page, so that nobody finds another's by counting.
    ``synced_at`` is the ``updated_at`` that the programme has received: an order that is
    ahead of it is to be sent again.
    """

    class State(models.TextChoices):
        """The labels are the merchant's words, the values those of the API."""

        PENDING = "pending", _("Awaiting cheque payment")
        PAID = "paid", _("Payment accepted")
        PROCESSING = "processing", _("Being prepared")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")
        REFUNDED = "refunded", _("Refunded")
        PAYMENT_ERROR = "payment_error", _("Payment refused")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    number = models.CharField(_("number"), max_length=100)
    reference = models.CharField(_("reference"), max_length=20)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "demo_shop.DemoAccount",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    email = models.EmailField(_("e-mail"), max_length=254)
    cart = models.OneToOneField(
        "demo_shop.DemoCart",
        models.PROTECT,
        related_name="order",
        null=True,
        blank=True,
        verbose_name=_("cart"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State)
    placed_at = models.DateTimeField(_("placed"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"))
    withdrawn_at = models.DateTimeField(_("the buyer has withdrawn"), null=True, blank=True)
    synced_at = models.DateTimeField(null=True, editable=False)
    shipping = models.DecimalField(
        _("shipping"), max_digits=12, decimal_places=2, default=0
    )
    discount = models.DecimalField(
        _("discount"), max_digits=12, decimal_places=2, default=0
    )
    refunded_amount = models.DecimalField(
        _("refunded outside lines"), max_digits=12, decimal_places=2, default=0
    )
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    vouchers = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("voucher codes"),
        default=list,
        blank=True,
    )
    # By code, what each gift card has paid.
    gift_cards = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("order of the demo shop")
        verbose_name_plural = _("orders of the demo shop")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="demo_order_number_once"
            ),
            models.UniqueConstraint(
                fields=["shop", "reference"], name="demo_order_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    shipping__gte=0, discount__gte=0, refunded_amount__gte=0, total__gte=0
                ),
                name="demo_order_amounts_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-placed_at"], name="demo_order_by_account"),
            models.Index(
                fields=["shop"],
                condition=Q(synced_at=None) | Q(synced_at__lt=F("updated_at")),
                name="demo_order_unsynced",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def goods(self) -> Decimal:
        """Before any discount."""
        return sum((line.amount for line in self.lines.all()), ZERO)


class DemoOrderLine(models.Model):
    """An article bought; refunds are cumulative."""

    # A line is part of its order and goes with it.
    order = models.ForeignKey(DemoOrder, models.CASCADE, related_name="lines")
    product = models.ForeignKey("demo_shop.DemoProduct", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2)
    unit_price_excl_tax = models.DecimalField(
        _("unit price excluding tax"), max_digits=14, decimal_places=6
    )
    on_sale = models.BooleanField(_("on sale"), default=False)
    refunded_quantity = models.PositiveIntegerField(_("refunded quantity"), default=0)
    # Its part of the order's discount, as the cart was quoted; None where no quote said it.
    discount = models.DecimalField(
        _("discount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    gift = models.JSONField(default=dict, editable=False)
    # Codes of the gift cards that the programme has made of it.
    cards = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "product"], name="demo_order_line_once"
            ),
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")),
                name="demo_order_line_refund_within_quantity",
            ),
            models.CheckConstraint(
                condition=Q(discount=None) | Q(discount__gte=0),
                name="demo_order_line_discount_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price
