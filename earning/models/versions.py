from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from earning.models.bonuses import BonusTerms
from earning.models.terms import ActionTerms
from earning.rules import converting
from earning.rules.formula import EarningRules
from earning.rules.lifetime import Lifetime, ReturnPeriod
from shop.models import Order

# A century. Without an end, a slip of the keyboard takes dates out of the calendar.
MOST_DAYS = 36_500


def counting_by_default() -> list[str]:
    state = Order.State
    return [state.PAID, state.PROCESSING, state.SHIPPED, state.DELIVERED]


def cancelling_by_default() -> list[str]:
    return [Order.State.CANCELLED, Order.State.REFUNDED, Order.State.PAYMENT_ERROR]


class RuleVersion(models.Model):
    """The programme's settings from one moment on. Never changed: a change is a new one.

    An order is settled for ever by the version in force when it first counted; the first
    version covers all earlier time. Categories that earn, or do not, are kept as keys
    in the row, which no trigger lets anybody change, and which no order need look up.
    """

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        MONTHS = "months", _("months")

    class Rounding(models.TextChoices):
        FLOOR = "floor", _("rounded down")
        HALF_UP = "half_up", _("rounded to the nearest")
        CEILING = "ceiling", _("rounded up")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
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
    counting_states = ArrayField(
        models.CharField(max_length=20, choices=Order.State),
        verbose_name=_("points are granted when the order is"),
        default=counting_by_default,
    )
    cancelling_states = ArrayField(
        models.CharField(max_length=20, choices=Order.State),
        verbose_name=_("and cancelled when the order is"),
        default=cancelling_by_default,
        blank=True,
    )
    earn_on_sale = models.BooleanField(_("points on discounted products"), default=True)
    tax_included = models.BooleanField(_("amounts count with tax"), default=True)
    tax_zones = ArrayField(
        models.CharField(max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")]),
        verbose_name=_("countries where they do"),
        default=list,
        blank=True,
        help_text=_("Elsewhere amounts count without tax. Empty: everywhere."),
    )
    include_shipping = models.BooleanField(_("points on shipping"), default=False)
    vouchers_earn = models.BooleanField(
        _("points on what vouchers pay"),
        default=False,
        help_text=_("A voucher then lowers the price, and not the points."),
    )
    earn_categories = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("categories that earn"),
        default=list,
        blank=True,
    )
    excluded_categories = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("categories that earn nothing"),
        default=list,
        blank=True,
    )
    rounding = models.CharField(
        _("rounding"), max_length=10, choices=Rounding, default=Rounding.FLOOR
    )
    order_ceiling = models.PositiveIntegerField(
        _("most points of an order"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: no limit."),
    )
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
        help_text=_("What is beyond is written off. Empty: no limit."),
    )
    notice_days = models.PositiveIntegerField(
        _("days before points expire at which customers are told"),
        default=15,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("Empty: nobody is told."),
    )
    return_days = models.PositiveIntegerField(
        _("returned points can be spent for at least"),
        default=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("0: they keep their own dates."),
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
        _("minimum cart of the voucher"),
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
        "shop.Category",
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
                condition=~Q(counting_states__overlap=F("cancelling_states")),
                name="rule_version_state_counts_or_cancels",
            ),
            models.CheckConstraint(
                condition=Q(tax_included=True) | Q(tax_zones=[]),
                name="rule_version_zones_need_tax",
            ),
            models.CheckConstraint(
                condition=Q(order_ceiling=None) | Q(order_ceiling__gt=0),
                name="rule_version_ceiling_positive",
            ),
            models.CheckConstraint(
                condition=Q(notice_days=None) | Q(notice_days__range=(1, 366)),
                name="rule_version_notice_within_a_year",
            ),
            models.CheckConstraint(
                condition=Q(rounding__in=["floor", "half_up", "ceiling"]),
                name="rule_version_rounding_known",
            ),
            models.CheckConstraint(
                condition=~Q(earn_categories__overlap=F("excluded_categories")),
                name="rule_version_category_earns_or_not",
            ),
        ]

    def __str__(self) -> str:
        return _("%(shop)s, version %(number)d") % {
            "shop": self.shop,
            "number": self.number,
        }

    @cached_property
    def bonus_terms(self) -> list[BonusTerms]:
        """By priority."""
        return list(self.bonuses.order_by("priority"))

    @cached_property
    def action_terms(self) -> list[ActionTerms]:
        return list(self.actions.order_by("pk"))

    def for_action(self, action: str) -> ActionTerms | None:
        return next((each for each in self.action_terms if each.type == action), None)

    @cached_property
    def earning(self) -> EarningRules:
        """Two queries where its terms are not at hand."""
        first_order = self.for_action("first_order")
        return EarningRules(
            ratio=self.ratio,
            points_per_block=self.points_per_block,
            earn_on_sale=self.earn_on_sale,
            counting=frozenset(self.counting_states),
            cancelling=frozenset(self.cancelling_states),
            tax_included=self.tax_included,
            tax_zones=frozenset(self.tax_zones),
            include_shipping=self.include_shipping,
            categories=frozenset(self.earn_categories),
            excluded=frozenset(self.excluded_categories),
            rounding=self.rounding,
            ceiling=self.order_ceiling,
            bonuses=[each.bonus for each in self.bonus_terms],
            first_order=first_order.points if first_order else 0,
        )

    @property
    def lifetime(self) -> Lifetime:
        return Lifetime(
            pending_days=self.pending_days,
            validity=self.validity,
            in_months=self.validity_unit == self.Unit.MONTHS,
            zone=self.shop.zone,
        )

    @property
    def return_period(self) -> ReturnPeriod:
        return ReturnPeriod(self.return_days, self.shop.zone)

    @property
    def least_convertible(self) -> int:
        return converting.least_convertible(
            minimum=self.convert_minimum, step=self.convert_step, value=self.value
        )

    def convertible(self, available: int) -> int:
        return converting.convertible(
            available, least=self.least_convertible, step=self.convert_step
        )

    def voucher_label(self, language: str) -> str:
        return self.voucher_label_en if language == "en" else self.voucher_label_fr
