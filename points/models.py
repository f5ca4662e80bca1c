"""The books. Only this app touches them; movements and entries never change."""

from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from points import rules
from shop.models import Category, Customer, Order, Shop
from vouchers.models import Voucher

# A century. Without an end, a slip of the keyboard takes dates out of the calendar.
MOST_DAYS = 36_500


def _giving() -> list[str]:
    state = Order.State
    return [state.PAID, state.PROCESSING, state.SHIPPED, state.DELIVERED]


def _cancelling() -> list[str]:
    return [Order.State.CANCELLED, Order.State.REFUNDED, Order.State.PAYMENT_ERROR]


class RuleVersion(models.Model):
    """The programme's settings from one moment on. Never changed: a change is a new one.

    An order is settled for ever by the version in force when it qualified; the first
    version covers all earlier time.
    """

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        MONTHS = "months", _("months")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("shop"))
    number = models.PositiveIntegerField(_("version"))
    effective_from = models.DateTimeField(_("in force from"))
    author = models.CharField(_("author"), max_length=40)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    ratio = models.DecimalField(
        _("amount per block"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("Spending this much earns one block of points."),
    )
    points_per_block = models.PositiveIntegerField(
        _("points per block"), default=1, validators=[MinValueValidator(1)]
    )
    value = models.DecimalField(
        _("value of a point"),
        max_digits=10,
        decimal_places=4,
        default=Decimal("0.50"),
        validators=[MinValueValidator(Decimal("0.0001"))],
    )
    giving_states = ArrayField(
        models.CharField(max_length=20, choices=Order.State),
        verbose_name=_("points are granted when the order is"),
        default=_giving,
    )
    cancelling_states = ArrayField(
        models.CharField(max_length=20, choices=Order.State),
        verbose_name=_("and cancelled when the order is"),
        default=_cancelling,
        blank=True,
    )
    earn_on_sale = models.BooleanField(_("points on discounted products"), default=True)
    pending_days = models.PositiveIntegerField(
        _("days before points can be spent"),
        default=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Your return period, for instance 14."),
    )
    validity = models.PositiveIntegerField(
        _("validity of points"),
        default=100,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: points never expire."),
    )
    validity_unit = models.CharField(
        _("unit of validity"), max_length=10, choices=Unit, default=Unit.DAYS
    )
    convert_minimum = models.PositiveIntegerField(
        _("fewest points to convert"), default=1, validators=[MinValueValidator(1)]
    )
    convert_step = models.PositiveIntegerField(
        _("points convert in steps of"), default=1, validators=[MinValueValidator(1)]
    )
    debt_limit = models.PositiveIntegerField(
        _("largest debt of points"),
        null=True,
        blank=True,
        help_text=_("What is beyond is waived. Empty: no limit."),
    )
    voucher_label_fr = models.CharField(
        _("label of the voucher in French"),
        max_length=100,
        default="Récompense fidélité",
    )
    voucher_label_en = models.CharField(
        _("label of the voucher in English"), max_length=100, default="Loyalty reward"
    )
    voucher_minimum = models.DecimalField(
        _("minimum basket of the voucher"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(Decimal(0))],
    )
    voucher_days = models.PositiveIntegerField(
        _("validity of the voucher in days"),
        default=365,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    voucher_categories = models.ManyToManyField(
        Category,
        verbose_name=_("categories the voucher is valid on"),
        blank=True,
        related_name="+",
        help_text=_("With what stands below them, now and later; empty for all."),
    )

    class Meta:
        verbose_name = _("programme rules")
        verbose_name_plural = _("programme rules")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="rule_version_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ratio__gt=0, points_per_block__gt=0, value__gt=0),
                name="rule_version_earns_something",
            ),
            models.CheckConstraint(
                condition=Q(convert_minimum__gt=0, convert_step__gt=0),
                name="rule_version_converts_something",
            ),
            models.CheckConstraint(
                condition=Q(validity=None) | Q(validity__gt=0),
                name="rule_version_validity_positive",
            ),
            models.CheckConstraint(
                condition=~Q(giving_states__overlap=F("cancelling_states")),
                name="rule_version_state_gives_or_cancels",
            ),
        ]

    def __str__(self) -> str:
        return _("%(shop)s, version %(number)d") % {
            "shop": self.shop,
            "number": self.number,
        }

    @property
    def earning(self) -> rules.Earning:
        return rules.Earning(
            ratio=self.ratio,
            points_per_block=self.points_per_block,
            earn_on_sale=self.earn_on_sale,
            giving=frozenset(self.giving_states),
            cancelling=frozenset(self.cancelling_states),
        )

    @property
    def lifetime(self) -> rules.Lifetime:
        return rules.Lifetime(
            pending_days=self.pending_days,
            validity=self.validity,
            in_months=self.validity_unit == self.Unit.MONTHS,
            zone=self.shop.zone,
        )

    @property
    def least_convertible(self) -> int:
        return rules.least_convertible(
            minimum=self.convert_minimum, step=self.convert_step, value=self.value
        )

    def convertible(self, available: int) -> int:
        return rules.convertible(
            available, least=self.least_convertible, step=self.convert_step
        )

    def voucher_label(self, language: str) -> str:
        return self.voucher_label_en if language == "en" else self.voucher_label_fr


class Account(models.Model):
    """One customer's points, and the lock that every movement of his queues for.

    ``points`` is the sum of what his lots hold, pending ones included; ``debt`` is
    what he owes; ``moves`` numbers his movements without a gap.
    """

    customer = models.OneToOneField(
        Customer,
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("shop"))
    points = models.PositiveIntegerField(_("points"), default=0)
    debt = models.PositiveIntegerField(_("debt"), default=0)
    moves = models.PositiveIntegerField(_("movements"), default=0)

    class Meta:
        verbose_name = _("points account")
        verbose_name_plural = _("points accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, debt__gte=0, moves__gte=0),
                name="account_never_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer)

    @property
    def balance(self) -> int:
        return self.points - self.debt


class Lot(models.Model):
    """Points that were granted together and live together: one lot per order, for ever.

    ``granted`` is all that was ever earned, ``taken_back`` what refunds really took,
    ``absorbed`` the expired points and ``waived`` the debt forgiven that count as taken
    back. What the order stands at is ``posted``. ``remaining`` can be spent.
    """

    class Cause(models.TextChoices):
        ORDER = "order", _("order")
        ADJUSTMENT = "adjustment", _("adjustment")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        AVAILABLE = "available", _("Available")
        CONVERTED = "converted", _("Converted")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lots")
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("order"),
    )
    rules = models.ForeignKey(
        RuleVersion, models.PROTECT, related_name="+", verbose_name=_("rules")
    )
    multiplier = models.DecimalField(
        _("multiplier"), max_digits=6, decimal_places=3, default=Decimal(1)
    )
    granted = models.PositiveIntegerField(_("granted"), default=0)
    taken_back = models.PositiveIntegerField(_("taken back"), default=0)
    absorbed = models.PositiveIntegerField(_("expired, so taken back"), default=0)
    waived = models.PositiveIntegerField(_("waived"), default=0)
    expired = models.PositiveIntegerField(_("expired"), default=0)
    remaining = models.PositiveIntegerField(_("remaining"), default=0)
    settlements = models.PositiveIntegerField(default=0, editable=False)
    activates_at = models.DateTimeField(_("can be spent from"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot of points")
        verbose_name_plural = _("lots of points")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "account"], name="lot_once_per_order_and_account"
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=F("taken_back") + F("absorbed") + F("waived")),
                name="lot_takes_back_no_more_than_it_gave",
            ),
            models.CheckConstraint(
                condition=Q(expired__gte=F("absorbed")),
                name="lot_absorbs_only_what_expired",
            ),
            models.CheckConstraint(
                condition=Q(order=None, cause="adjustment")
                | Q(order__isnull=False, cause="order"),
                name="lot_cause_has_its_row",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("activates_at")),
                name="lot_expires_after_it_activates",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "expires_at"],
                condition=Q(remaining__gt=0),
                name="lot_open_by_account",
            ),
            models.Index(
                fields=["shop", "expires_at"],
                condition=Q(remaining__gt=0),
                name="lot_open_by_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order or self.get_cause_display()}: {self.remaining}/{self.granted}"

    @property
    def posted(self) -> int:
        return self.granted - self.taken_back - self.absorbed - self.waived

    def is_dead(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def state_at(self, now: datetime) -> State:
        if not self.posted:
            return self.State.CANCELLED
        if self.is_dead(now) and (self.remaining or self.expired):
            return self.State.EXPIRED
        if not self.remaining:
            return self.State.CONVERTED
        return self.State.PENDING if now < self.activates_at else self.State.AVAILABLE


class Movement(models.Model):
    """One thing that happened to an account, whole. Append-only.

    ``happened_at`` is when it happened in the shop's world, ``recorded_at`` when it
    was written; ``number`` is the order of writing, ``balance`` what it left.
    ``forgiven`` is the change in points that count as taken back without being so.
    """

    class Kind(models.TextChoices):
        SETTLE = "settle", _("Order")
        CONVERT = "convert", _("Turned into a voucher")
        GIVE_BACK = "give_back", _("Voucher cancelled")
        EXPIRE = "expire", _("Expired")
        ADJUST = "adjust", _("Adjusted by hand")
        ERASE = "erase", _("Account erased")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="movements")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source = models.CharField(_("cause"), max_length=200)
    points = models.IntegerField(_("points"))
    balance = models.IntegerField(_("balance"))
    forgiven = models.IntegerField(_("forgiven"), default=0)
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("order"),
    )
    voucher = models.ForeignKey(
        Voucher,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("voucher"),
    )
    rules = models.ForeignKey(
        RuleVersion,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("rules"),
    )
    author = models.CharField(_("author"), max_length=40)
    happened_at = models.DateTimeField(_("date"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("movement of points")
        verbose_name_plural = _("movements of points")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "source"], name="movement_source_once_per_shop"
            ),
            models.UniqueConstraint(
                fields=["account", "number"], name="movement_number_once_per_account"
            ),
            models.CheckConstraint(
                condition=~Q(kind="settle") | Q(order__isnull=False, rules__isnull=False),
                name="movement_settles_an_order_by_rules",
            ),
            models.CheckConstraint(
                condition=Q(voucher__isnull=False, kind__in=["convert", "give_back"])
                | Q(voucher=None) & ~Q(kind__in=["convert", "give_back"]),
                name="movement_names_its_voucher",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(author=""),
                name="movement_has_cause_and_author",
            ),
        ]
        indexes = [
            models.Index(
                fields=["order"],
                condition=Q(order__isnull=False),
                name="movement_by_order",
            ),
            models.Index(
                fields=["voucher"],
                condition=Q(voucher__isnull=False),
                name="movement_by_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.points:+d}"


class Entry(models.Model):
    """The part of a movement that touches one lot, or, without a lot, the debt.

    Append-only. It names no account: its lot does, so that lots can change hands.
    """

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        TAKE_BACK = "take_back", _("taken back")
        RESTORE = "restore", _("restored")
        CONVERT = "convert", _("converted")
        GIVE_BACK = "give_back", _("given back")
        EXPIRE = "expire", _("expired")
        ADJUST = "adjust", _("adjusted")
        REPAY = "repay", _("pays a debt")
        DEBT = "debt", _("debt")

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="entries")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="entries", null=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    points = models.IntegerField(_("points"))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["earn", "restore", "give_back"], points__gt=0)
                | Q(kind__in=["take_back", "convert", "expire", "repay"], points__lt=0)
                | Q(kind__in=["adjust", "debt"]) & ~Q(points=0),
                name="entry_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="debt", lot=None) | ~Q(kind="debt") & Q(lot__isnull=False),
                name="entry_has_a_lot_or_is_debt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.points:+d}"


class Adjustment(models.Model):
    """Why staff changed somebody's points by hand. Kept apart: words can be erased."""

    movement = models.OneToOneField(
        Movement, models.PROTECT, primary_key=True, related_name="adjustment"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")

    def __str__(self) -> str:
        return self.reason
