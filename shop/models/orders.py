from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.address_fields import Undotted, address_key_field
from core.constraints import SameShop
from core.quantity_fields import QuantityField
from shop.models.facts import Fact
from shop.rules.amounts import OrderMoney, PricedFee, PricedLine


class Order(Fact):
    """What was bought as it now stands, refunds included.

    ``purchase`` is the same for orders that may be parts of one purchase: a shop that
    splits an order by carrier states several, with one cart and one reference. Empty where
    one of the two is. What may be had once a purchase has once, and its parts share it.
    ``code_history`` holds what each statement said of codes, once one has named any: see
    ``shop.rules.code_history``.

    ``states_seen`` holds the latest time each state was reported, older statements
    included: whether an order gives points must not hang on the order of arrival.
    ``qualified_at`` is the instant that picks the rules (paid, else placed), said by
    the earliest statement in a granting state; ``qualified_by`` is that statement's
    ``updated_at``.
    ``counts`` is what settling found by the rules of that instant: the latest decisive
    state is a granting one. Every statement that asks for orders that count reads it.
    ``removed``: it has never been, says the shop; the row keeps what the books name, and
    nothing else that was said.
    ``customer`` is the customer it counts for today. ``shop_customer`` is the one the shop
    names, where that is another (merged, or a guest); ``claimed_by`` the member who has
    claimed what the shop states as a guest's.
    """

    kind = "order"

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        PAID = "paid", _("Paid")
        PROCESSING = "processing", _("Processing")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")
        REFUNDED = "refunded", _("Refunded")
        PAYMENT_ERROR = "payment_error", _("Payment error")

    reference = models.CharField(_("reference"), max_length=100, blank=True)
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        db_index=False,  # the index below has one
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
    claimed_by = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("claimed by"),
        db_constraint=False,
    )
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    address_key = address_key_field("email")
    cart = models.ForeignKey(
        "shop.Cart",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("cart"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, blank=True)
    raw_state = models.CharField(_("state in the shop"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    placed_at = models.DateTimeField(_("placed"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    shipping = models.DecimalField(
        _("shipping"), max_digits=12, decimal_places=2, default=0
    )
    shipping_excl_tax = models.DecimalField(
        _("shipping excluding tax"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    discount = models.DecimalField(
        _("discount"), max_digits=12, decimal_places=2, default=0
    )
    refunded_amount = models.DecimalField(
        _("refunded outside lines"), max_digits=12, decimal_places=2, default=0
    )
    shipping_refunded = models.DecimalField(
        _("shipping refunded"), max_digits=12, decimal_places=2, default=0
    )
    fees = models.JSONField(
        _("fees"),
        default=list,
        editable=False,
        help_text=_("Label, amount with and without tax, what of it came back, earns."),
    )
    raw_currency = models.CharField(
        _("currency in the shop"), max_length=3, blank=True, editable=False
    )
    rate = models.DecimalField(
        _("exchange rate"),
        max_digits=18,
        decimal_places=9,
        null=True,
        blank=True,
        editable=False,
    )
    notes = models.JSONField(
        _("to check"),
        default=list,
        editable=False,
        help_text=_("What is odd about the order: a code, and how much it is about."),
    )
    total = models.DecimalField(
        _("total"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    voucher_codes = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("voucher codes"),
        default=list,
        blank=True,
    )
    points_spent = models.PositiveIntegerField(_("paid with points"), default=0)
    gift_card_payments = models.JSONField(
        _("paid by gift card"),
        default=dict,
        editable=False,
        help_text=_("By code: the amount, and what of it has come back to the card."),
    )
    states_seen = models.JSONField(default=dict, editable=False)
    qualified_at = models.DateTimeField(null=True, editable=False)
    qualified_by = models.DateTimeField(null=True, editable=False)
    counts = models.BooleanField(default=False, editable=False)
    removed = models.BooleanField(_("removed from the shop"), default=False)
    code_history = models.JSONField(default=list, editable=False)
    purchase = models.CharField(max_length=130, blank=True, editable=False)

    class Meta(Fact.Meta):
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions = [("export_order", "Can export orders")]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(updated_at=None) | models.Q(placed_at__isnull=False),
                name="order_stated_is_placed",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    shipping__gte=0,
                    shipping_refunded__gte=0,
                    discount__gte=0,
                    refunded_amount__gte=0,
                ),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(qualified_at=None, qualified_by=None)
                | models.Q(qualified_at__isnull=False, qualified_by__isnull=False),
                name="order_qualification_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(counts=False) | models.Q(qualified_at__isnull=False),
                name="order_that_counts_has_qualified",
            ),
            models.CheckConstraint(
                condition=~models.Q(shop_customer=models.F("customer")),
                name="order_shop_customer_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(shop_customer=None, claimed_by=None)
                | models.Q(customer__isnull=False),
                name="order_of_shop_customer_has_owner",
            ),
            models.UniqueConstraint(fields=["shop", "id"], name="order_once_per_shop"),
            SameShop("customer", name="order_customer_same_shop"),
            SameShop("shop_customer", name="order_shop_customer_same_shop"),
            SameShop("claimed_by", name="order_claimed_by_same_shop"),
        ]
        indexes = [
            models.Index(fields=["customer", "placed_at"], name="order_by_customer"),
            # Who has ever bought is asked of very many customers at once.
            models.Index(
                fields=["customer"],
                condition=models.Q(counts=True),
                name="order_that_counts",
            ),
            models.Index(
                fields=["shop", "purchase"],
                condition=~models.Q(purchase=""),
                name="order_by_purchase",
            ),
            models.Index(
                fields=["shop", "updated_at"],
                condition=~models.Q(notes=[]),
                name="order_with_notes",
            ),
            models.Index(
                fields=["shop_customer"],
                condition=models.Q(shop_customer__isnull=False),
                name="order_by_shop_customer",
            ),
            models.Index(
                fields=["claimed_by"],
                condition=models.Q(claimed_by__isnull=False),
                name="order_by_claim",
            ),
            models.Index(
                models.F("shop"),
                Lower("email"),
                condition=models.Q(customer=None),
                name="order_of_nobody_by_email",
            ),
            models.Index(
                fields=["shop", "address_key", "placed_at"],
                condition=~models.Q(address_key=""),
                name="order_by_address_key",
            ),
            models.Index(
                models.F("shop"),
                Undotted("address_key"),
                condition=models.Q(customer=None) & ~models.Q(address_key=""),
                name="order_of_nobody_by_undotted",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.external_id

    @property
    def earned_at(self) -> datetime | None:
        """From when on what it gives lives; None as long as it has not qualified.

        When it was paid. Where the shop does not say when, an order may be paid long after
        it was placed: then since the earliest statement in a granting state. Else what it
        gives could have ended before it was given.
        """
        if self.qualified_at is None or self.qualified_by is None:
            return None
        if self.placed_at is None or self.qualified_at != self.placed_at:
            return self.qualified_at
        return self.paid_at or max(self.placed_at, self.qualified_by)

    @property
    def purchase_key(self) -> str:
        """Of what it is a part; most orders are a purchase by themselves."""
        return self.purchase or f":{self.pk}"

    @property
    def priced_fees(self) -> list[PricedFee]:
        """As arithmetic sees them."""
        return [
            PricedFee(
                amount=Decimal(fee["amount"]),
                amount_excl_tax=Decimal(fee["amount_excl_tax"]),
                refunded=Decimal(fee["refunded"]),
                earns=fee["earns"],
            )
            for fee in self.fees
        ]

    def money(self, lines: Sequence[PricedLine]) -> OrderMoney:
        """What was paid and is kept of the order, whose ``lines`` these are. Queries: 0."""
        return OrderMoney(
            lines=lines,
            discount=self.discount,
            refunded_amount=self.refunded_amount,
            shipping=self.shipping,
            shipping_excl_tax=self.shipping_excl_tax,
            shipping_refunded=self.shipping_refunded,
            fees=self.priced_fees,
        )

    @property
    def original_owner_id(self) -> int | None:
        """Whose it is when merges are left out: where its points go back to."""
        return self.claimed_by_id or self.shop_customer_id or self.customer_id

    @property
    def owner_key(self) -> tuple[int | None, int | None]:
        """Whose its points are: its customer's, and where several of their ids were merged,
        those of the one that it was placed under.
        """
        return self.customer_id, self.original_owner_id

    @property
    def stated_id(self) -> int | None:
        """The customer whom the shop names, if it names one."""
        return (
            self.shop_customer_id
            if self.claimed_by_id
            else self.shop_customer_id or self.customer_id
        )


class OrderLine(models.Model):
    """A product bought; refunds are cumulative.

    The line keeps what its product was then: ``gift_card`` and ``categories``, the keys of
    its categories and of all above them. ``product_resolved`` is false until they could be
    read, that is until the product is stated. ``gift`` is the recipient of a gift card
    that is bought: name, email, message, deliver_on.
    ``known_discount`` is written by settling: what our own vouchers, offers and group
    discounts are known to have taken off the line; ``voucher_discount`` is the vouchers'
    part of it.
    """

    # A line is part of its order and goes with it.
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    external_id = models.CharField(_("id in the shop"), max_length=100)
    product = models.ForeignKey("shop.Product", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=255, blank=True)
    quantity = QuantityField(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=6)
    unit_price_excl_tax = models.DecimalField(
        _("unit price excluding tax"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
    )
    on_sale = models.BooleanField(_("on sale"), default=False)
    refunded_quantity = QuantityField(_("refunded quantity"), default=0)
    refunded_amount = models.DecimalField(
        _("refunded amount"), max_digits=12, decimal_places=2, default=0
    )
    discount = models.DecimalField(
        _("discount of its own"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty where the shop did not say it."),
    )
    known_discount = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, editable=False
    )
    voucher_discount = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, editable=False
    )
    variant = models.CharField(_("variant"), max_length=100, blank=True)
    product_resolved = models.BooleanField(default=False, editable=False)
    categories = ArrayField(models.BigIntegerField(), default=list, editable=False)
    gift_card = models.BooleanField(_("gift card"), default=False, editable=False)
    gift = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "external_id"], name="order_line_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    refunded_quantity__gte=0, refunded_quantity__lte=models.F("quantity")
                ),
                name="order_line_refund_within_quantity",
            ),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0, refunded_amount__gte=0)
                & (models.Q(discount=None) | models.Q(discount__gte=0)),
                name="order_line_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    voucher_discount__gte=0,
                    known_discount__gte=models.F("voucher_discount"),
                ),
                name="order_line_known_discount_holds_vouchers",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product"],
                condition=models.Q(product_resolved=False),
                name="order_line_to_resolve",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name or self.product_id}"

    @property
    def priced(self) -> PricedLine:
        """As arithmetic sees it."""
        return PricedLine(
            quantity=self.quantity,
            unit_price=self.unit_price,
            unit_price_excl_tax=self.unit_price_excl_tax,
            on_sale=self.on_sale,
            refunded_quantity=self.refunded_quantity,
            refunded_amount=self.refunded_amount,
            discount=self.discount,
            known_discount=self.known_discount,
            voucher_discount=self.voucher_discount,
            product=self.product_id,
            categories=self.categories,
            gift_card=self.gift_card,
        )
