from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reminders.rules.hours import Hours
from reminders.rules.presets import Aim as RuleAim
from vouchers.models import Voucher

ALL_WEEK = [1, 2, 3, 4, 5, 6, 7]
_DAYS = [MinValueValidator(1), MaxValueValidator(3660)]


def all_week() -> list[int]:
    return [*ALL_WEEK]


class Campaign(models.Model):
    """Whom to write to, for one aim, and on what terms. Off until somebody turns it on.

    Which of the figures count hangs on the aim. ``activated_at`` is since when it is on:
    what happened before triggers nothing. ``paused_for`` says what turned it off, where
    that was not somebody.
    """

    class Aim(models.TextChoices):
        CART = RuleAim.CART.value, _("Abandoned carts")
        ORDER = RuleAim.ORDER.value, _("New order")
        BEST = RuleAim.BEST.value, _("Best customers")
        LAPSED = RuleAim.LAPSED.value, _("Lapsing customers")
        WELCOME = RuleAim.WELCOME.value, _("Welcome")
        BIRTHDAY = RuleAim.BIRTHDAY.value, pgettext_lazy("campaign", "Birthday")
        FIRST_ORDER = RuleAim.FIRST_ORDER.value, _("After the first order")
        ORDERS = RuleAim.ORDERS.value, _("Number of orders reached")
        TURNOVER = RuleAim.TURNOVER.value, _("Amount of purchases reached")
        TIER = RuleAim.TIER.value, _("Close to the next tier")
        EXCLUSIVE = RuleAim.EXCLUSIVE.value, _("Exclusive offer")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    aim = models.CharField(_("for"), max_length=20, choices=Aim)
    name = models.CharField(_("name"), max_length=100)
    activated_at = models.DateTimeField(_("on since"), null=True, blank=True)
    paused_for = models.CharField(max_length=20, blank=True, editable=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=50,
        help_text=_("Of several mails to one customer, the smallest number goes."),
    )
    segment = models.ForeignKey(
        "segments.Segment",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("only customers of the segment"),
    )
    label = models.CharField(_("what the customer reads on the voucher"), max_length=200)
    message = models.TextField(
        _("a word of your own"),
        max_length=1000,
        blank=True,
        help_text=_("Stands in the mail where its text says {message}."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("at most so many days old"), null=True, blank=True, validators=_DAYS
    )
    threshold = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    min_orders = models.PositiveSmallIntegerField(
        _("number of orders"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    period_days = models.PositiveSmallIntegerField(
        _("added up over days"),
        null=True,
        blank=True,
        validators=_DAYS,
        help_text=_("Empty: one single order of the amount."),
    )
    quiet_days = models.PositiveSmallIntegerField(
        _("days without an order"), null=True, blank=True, validators=_DAYS
    )
    gap_factor = models.DecimalField(
        _("or so many times the customer’s usual gap"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_(
            "The average time between two of their orders, once they have placed three;"
            " until then the days count."
        ),
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("again after days, at the earliest"),
        null=True,
        blank=True,
        validators=_DAYS,
        help_text=_("Empty: once."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until the end of"), null=True, blank=True)
    hour_from = models.PositiveSmallIntegerField(
        _("from hour"), default=9, validators=[MaxValueValidator(23)]
    )
    hour_until = models.PositiveSmallIntegerField(
        _("until hour"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days"), default=all_week
    )
    holdout_percent = models.PositiveSmallIntegerField(
        _("percent who are not written to, to compare"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "Chosen by lot and for good. Begin with 50, which tells soonest; then lower it."
        ),
    )
    budget = models.ForeignKey(
        "vouchers.Budget",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("budget"),
        help_text=_("Vouchers beyond it are not given, and nobody is written to."),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        permissions = [
            ("run_campaign", "Can run campaigns now"),
            ("view_campaign_results", "Can view results of campaigns"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                condition=Q(hour_from__lt=F("hour_until"), hour_until__lte=24),
                name="campaign_hours_are_a_day_s",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=ALL_WEEK) & ~Q(weekdays=[]),
                name="campaign_has_days",
            ),
            models.CheckConstraint(
                condition=Q(holdout_percent__lte=50), name="campaign_holdout_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(aim="cart") | Q(window_days__isnull=False),
                name="campaign_of_carts_ends",
            ),
            models.CheckConstraint(
                condition=~Q(aim="lapsed") | Q(quiet_days__isnull=False),
                name="campaign_of_lapsed_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(aim__in=["best", "turnover", "tier"])
                | Q(threshold__isnull=False, threshold__gt=0),
                name="campaign_of_amounts_says_how_much",
            ),
            models.CheckConstraint(
                condition=~Q(aim="orders") | Q(min_orders__isnull=False, min_orders__gt=0),
                name="campaign_of_orders_says_how_many",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__lte=F("ends_on")),
                name="campaign_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(aim="exclusive")
                | Q(activated_at=None)
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="campaign_of_an_offer_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> Hours:
        return Hours(self.hour_from, self.hour_until, tuple(self.weekdays))

    def open_at(self, now: datetime) -> bool:
        """On, and at an hour and on a day on which it writes."""
        local = now.astimezone(self.shop.zone)
        return self.activated_at is not None and self.hours.open_at(local)


class CampaignStep(models.Model):
    """One mail of a campaign: so long after the trigger, with a voucher or without.

    Only abandoned carts have more than one.
    """

    class Gives(models.TextChoices):
        NOTHING = "nothing", _("no voucher")
        PERCENT = Voucher.Kind.PERCENT.value, _("a percentage")
        AMOUNT = Voucher.Kind.AMOUNT.value, _("an amount")
        SHIPPING = Voucher.Kind.SHIPPING.value, _("free shipping")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField(_("step"))
    delay_hours = models.PositiveIntegerField(
        _("hours after"), default=0, validators=[MaxValueValidator(24 * 366)]
    )
    gives = models.CharField(
        _("voucher"), max_length=20, choices=Gives, default=Gives.NOTHING
    )
    percent = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    minimum = models.DecimalField(
        _("minimum cart"), max_digits=12, decimal_places=2, default=0
    )
    valid_days = models.PositiveSmallIntegerField(
        _("valid for days"), default=15, validators=_DAYS
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="step_number_once"),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="step_numbered_from_one"
            ),
            models.CheckConstraint(
                condition=Q(gives="nothing", percent=None, amount=None)
                | Q(gives="shipping", percent=None, amount=None)
                | Q(
                    gives="percent",
                    amount=None,
                    percent__isnull=False,
                    percent__gt=0,
                    percent__lte=100,
                )
                | Q(gives="amount", percent=None, amount__isnull=False, amount__gt=0),
                name="step_gives_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, valid_days__gt=0),
                name="step_voucher_can_be_used",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.number}"
