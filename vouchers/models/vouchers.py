from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import SameShop
from vouchers.rules.cart import DiscountKind as RuleKind
from vouchers.rules.cart import RefusalReason

# So far a shop's clock may be from ours.
CLOCKS_DIFFER = timedelta(minutes=5)


class Voucher(models.Model):
    """A rebate on a later order, named by its code.

    ``used`` counts the purchases that have it; ``reissued`` is what of its amount lives on
    under another code; ``held_until`` is when a cart that holds nothing can have it.
    All three change under the row's lock only. ``moved_at`` is said with
    each change of what can still be used of it: when that is, by the clock of the action.
    The database writes the change down as a VoucherMovement of that instant, or of its own
    clock where nothing is said, and keeps the column empty.
    """

    class Origin(models.TextChoices):
        POINTS = "points", _("points")
        CART = "cart", _("abandoned cart")
        THANKS = "thanks", _("thanks for an order")
        BEST = "best", _("best customer")
        LAPSED = "lapsed", _("lapsed customer")
        WELCOME = "welcome", _("welcome")
        BIRTHDAY = "birthday", _("birthday")
        REFERRAL = "referral", _("referral")
        TIER = "tier", _("tier")
        MANUAL = "manual", _("by hand")

    class Kind(models.TextChoices):
        AMOUNT = RuleKind.AMOUNT.value, _("amount")
        PERCENT = RuleKind.PERCENT.value, _("percentage")
        SHIPPING = RuleKind.SHIPPING.value, _("free shipping")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        USABLE = "usable", _("Usable")
        HELD = "held", pgettext_lazy("voucher", "Held in a cart")
        USED = "used", _("Used")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")
        ARCHIVED = "archived", _("Archived")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    code = models.CharField(_("code"), max_length=50)
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
        help_text=_("The only one who may use it; empty for anybody."),
        db_constraint=False,
    )
    original_owner = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        help_text=_("Whom it came from, where its owner has been merged."),
        db_constraint=False,
    )
    origin = models.CharField(_("origin"), max_length=20, choices=Origin)
    label = models.CharField(_("label"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.AMOUNT)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    percent = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    max_amount = models.DecimalField(
        _("at most"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of a percentage: no more than this. Empty: no limit."),
    )
    minimum = models.DecimalField(
        _("minimum cart"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("Goods before any discount; gift cards do not count."),
    )
    minimum_of_goods = models.BooleanField(
        _("minimum of its own goods"),
        default=False,
        help_text=_("Only the goods it is valid on count towards the minimum."),
    )
    minimum_excl_tax = models.BooleanField(_("minimum excluding tax"), default=False)
    categories = models.ManyToManyField(
        "shop.Category",
        verbose_name=_("categories"),
        blank=True,
        related_name="+",
        help_text=_("Valid on these and what stands below them; empty for all."),
    )
    products = models.ManyToManyField(
        "shop.Product",
        verbose_name=_("products"),
        blank=True,
        related_name="+",
        help_text=_("Valid on these, beside the categories; empty for all."),
    )
    excluded_categories = models.ManyToManyField(
        "shop.Category",
        verbose_name=_("excluded categories"),
        blank=True,
        related_name="+",
        help_text=_("Never valid on these nor on what stands below them."),
    )
    excluded_products = models.ManyToManyField(
        "shop.Product", verbose_name=_("excluded products"), blank=True, related_name="+"
    )
    on_sale = models.BooleanField(_("on discounted products too"), default=True)
    with_group = models.BooleanField(
        _("together with the group’s discount"),
        default=True,
        help_text=_("Otherwise the customer gets the better of the two."),
    )
    with_vouchers = models.BooleanField(_("together with other vouchers"), default=True)
    use_limit = models.PositiveIntegerField(
        _("most uses"), null=True, blank=True, default=1, help_text=_("Empty: no limit.")
    )
    uses_per_customer = models.PositiveIntegerField(
        _("most uses per customer"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    partial = models.BooleanField(
        _("the remainder is kept"),
        default=False,
        help_text=_(
            "What an order does not use of the amount is issued again under another code;"
            " otherwise it is lost."
        ),
    )
    remainder_of = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="remainders",
        null=True,
        blank=True,
        verbose_name=_("remainder of"),
        db_constraint=False,
    )
    budget = models.ForeignKey(
        "vouchers.Budget",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("budget"),
    )
    batch = models.ForeignKey(
        "vouchers.VoucherBatch",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,  # the constraint below has one
        verbose_name=_("batch"),
    )
    highlight = models.BooleanField(
        _("highlighted"),
        default=True,
        help_text=_("Proposed in the cart, so that nobody has to type it."),
    )
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    used = models.PositiveIntegerField(_("times used"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    reissued = models.DecimalField(
        _("kept under another code"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=40)
    issued_at = models.DateTimeField(_("issued"))
    moved_at = models.DateTimeField(null=True, editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        permissions = [
            ("cancel_voucher", "Can cancel vouchers"),
            ("export_voucher", "Can export vouchers"),
            ("view_voucher_statistics", "Can view statistics of vouchers"),
        ]
        constraints = [
            # Found by how they begin, too, whatever the database's collation.
            models.UniqueConstraint(
                "shop",
                OpClass(Upper("code"), name="text_pattern_ops"),
                name="voucher_code_once",
            ),
            models.UniqueConstraint(
                fields=["batch", "customer"],
                condition=Q(batch__isnull=False),
                name="voucher_once_per_batch_and_customer",
            ),
            models.CheckConstraint(
                condition=Q(kind="amount", amount__isnull=False, amount__gt=0, percent=None)
                | Q(
                    kind="percent",
                    amount=None,
                    percent__isnull=False,
                    percent__gt=0,
                    percent__lte=100,
                )
                | Q(kind="shipping", amount=None, percent=None),
                name="voucher_gives_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(max_amount=None)
                | Q(kind="percent", max_amount__isnull=False, max_amount__gt=0),
                name="voucher_at_most_of_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0), name="voucher_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="voucher_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(used=0, used_at=None) | Q(used__gt=0, used_at__isnull=False),
                name="voucher_use_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(use_limit=None) | Q(used__lte=F("use_limit")),
                name="voucher_within_its_limit",
            ),
            models.CheckConstraint(
                condition=(Q(use_limit=None) | Q(use_limit__gt=0))
                & (Q(uses_per_customer=None) | Q(uses_per_customer__gt=0)),
                name="voucher_can_be_used",
            ),
            models.CheckConstraint(
                condition=Q(used=0)
                | Q(cancelled_at=None)
                | Q(use_limit=None)
                | Q(use_limit__gt=1),
                name="voucher_used_or_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(used=0, cancelled_at=None),
                name="voucher_archived_unused",
            ),
            models.CheckConstraint(
                condition=Q(partial=False) | Q(kind="amount", use_limit=1),
                name="voucher_remainder_of_one_amount",
            ),
            models.CheckConstraint(
                condition=Q(reissued=0)
                | Q(reissued__gt=0, reissued__lt=F("amount"), partial=True),
                name="voucher_reissued_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(use_limit__isnull=False),
                name="voucher_budget_needs_a_limit",
            ),
            models.UniqueConstraint(fields=["shop", "id"], name="voucher_once_per_shop"),
            SameShop("customer", name="voucher_customer_same_shop"),
            SameShop("original_owner", name="voucher_original_owner_same_shop"),
            SameShop("remainder_of", name="voucher_remainder_of_same_shop"),
        ]
        indexes = [
            models.Index(fields=["customer", "-valid_until"], name="voucher_by_customer"),
            models.Index(fields=["shop", "-issued_at", "-id"], name="voucher_by_issue"),
            models.Index(
                fields=["remainder_of"],
                condition=Q(remainder_of__isnull=False),
                name="voucher_by_parent",
            ),
            models.Index(
                fields=["shop", "valid_until"],
                condition=Q(used=0, cancelled_at=None, archived_at=None),
                name="voucher_to_archive",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def worth(self) -> Decimal | None:
        """What of the amount is not kept under another code; None where it has none."""
        return None if self.amount is None else self.amount - self.reissued

    @property
    def whole(self) -> bool:
        """Nothing of it has been used, under this code or another, and it can be."""
        return not (self.used or self.reissued or self.cancelled_at)

    @property
    def exhausted(self) -> bool:
        return self.use_limit is not None and self.used >= self.use_limit

    def state_at(self, now: datetime) -> State:  # noqa: PLR0911 -- a table
        if self.cancelled_at:
            return self.State.CANCELLED
        if self.archived_at:
            return self.State.ARCHIVED
        if self.exhausted:
            return self.State.USED
        if now < self.valid_from:
            return self.State.SCHEDULED
        if now >= self.valid_until:
            return self.State.EXPIRED
        if self.held_until and now < self.held_until:
            return self.State.HELD
        return self.State.USABLE

    def refusal(self, *, customer: int | None, at: datetime) -> RefusalReason | None:
        """Why nobody, or not this customer, may use it then, whatever the cart.

        Whose it is comes first: what has become of a code is its owner's business.
        """
        if self.customer_id not in {None, customer}:
            return RefusalReason.WRONG_CUSTOMER
        if self.cancelled_at:
            return RefusalReason.CANCELLED
        if self.exhausted:
            return RefusalReason.ALREADY_USED
        if at < self.valid_from:
            return RefusalReason.NOT_STARTED
        return RefusalReason.EXPIRED if at >= self.valid_until else None

    def refusal_of_order(
        self, *, placed_at: datetime, now: datetime
    ) -> RefusalReason | None:
        """Why an order placed then, by the shop's clock, may not have it. Whose it is, and
        whether others have it, is no matter here.
        """
        if self.cancelled_at:
            return RefusalReason.CANCELLED
        # The shop's clock and ours are two. Who names a code has been given it, so a start
        # that was no later than its issue is none; another one has some minutes' play.
        scheduled = self.valid_from > self.issued_at
        if scheduled and placed_at < self.valid_from - CLOCKS_DIFFER:
            return RefusalReason.NOT_STARTED
        ended = min(placed_at, now) >= self.valid_until
        return RefusalReason.EXPIRED if ended else None
