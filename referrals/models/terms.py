from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from referrals.rules.assessing import RewardConditions


@dataclass(frozen=True, slots=True)
class RewardTerms:
    """What one side is given: points, an amount or a percentage."""

    points: int | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None

    @property
    def is_something(self) -> bool:
        return bool(self.points or self.amount or self.percent)


def _gives(side: str) -> Q:
    """Return the figure that its kind asks for, and no other."""
    none = {f"{side}_points": None, f"{side}_amount": None, f"{side}_percent": None}
    allowed = Q(**{f"{side}_gives": "none"}, **none)
    for kind in ("points", "amount", "percent"):
        named = {key: value for key, value in none.items() if key != f"{side}_{kind}"}
        figure = {f"{side}_{kind}__isnull": False, f"{side}_{kind}__gt": 0}
        allowed |= Q(**{f"{side}_gives": kind}, **figure, **named)
    return allowed


class ReferralTerms(models.Model):
    """The referral conditions from one moment on. Never changed: a change is a
    new version, and a referral keeps the one that its friend was shown.
    """

    class Gives(models.TextChoices):
        NONE = "none", _("nothing")
        POINTS = "points", _("points")
        AMOUNT = "amount", _("a voucher of an amount")
        PERCENT = "percent", _("a voucher of a percentage")

    class When(models.TextChoices):
        SIGN_UP = "sign_up", pgettext_lazy("friend’s reward", "when the account is opened")
        ORDER = "order", pgettext_lazy("friend’s reward", "with the order that counts")

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

    active = models.BooleanField(_("customers can bring friends"), default=True)
    sponsor_gives = models.CharField(
        _("the sponsor is given"), max_length=10, choices=Gives, default=Gives.AMOUNT
    )
    sponsor_points = models.PositiveIntegerField(_("points"), null=True, blank=True)
    sponsor_amount = models.DecimalField(
        _("amount"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    sponsor_percent = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    friend_gives = models.CharField(
        _("the friend is given"), max_length=10, choices=Gives, default=Gives.AMOUNT
    )
    friend_points = models.PositiveIntegerField(_("points"), null=True, blank=True)
    friend_amount = models.DecimalField(
        _("amount"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    friend_percent = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    friend_when = models.CharField(
        _("the friend’s reward comes"), max_length=10, choices=When, default=When.SIGN_UP
    )
    sponsor_orders = models.PositiveSmallIntegerField(
        _("orders that a sponsor has placed"),
        default=1,
        validators=[MaxValueValidator(100)],
    )
    friend_orders = models.PositiveSmallIntegerField(
        _("orders that the friend places"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    minimum = models.DecimalField(
        _("minimum of each order"), max_digits=8, decimal_places=2, default=Decimal(30)
    )
    wait_days = models.PositiveSmallIntegerField(
        _("days to wait for returns"), default=14, validators=[MaxValueValidator(366)]
    )
    month_cap = models.PositiveSmallIntegerField(
        _("rewards for a sponsor in a month"), null=True, blank=True, default=5
    )
    total_cap = models.PositiveIntegerField(
        _("rewards for a sponsor in all"), null=True, blank=True
    )
    voucher_days = models.PositiveSmallIntegerField(
        _("days that the vouchers are valid"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
    )
    voucher_minimum = models.DecimalField(
        _("minimum cart of the vouchers"),
        max_digits=8,
        decimal_places=2,
        default=Decimal(0),
    )
    open_days = models.PositiveSmallIntegerField(
        _("days that an invitation stays open"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    by_mail = models.BooleanField(_("invitations by mail"), default=True)
    mails_per_day = models.PositiveSmallIntegerField(
        _("invitations of a sponsor in a day"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    hold_at = models.PositiveSmallIntegerField(
        _("points of suspicion to look at"),
        default=40,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    refuse_at = models.PositiveSmallIntegerField(
        _("points of suspicion to refuse"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    sign_up_url = models.URLField(
        _("where the friend opens an account"), blank=True, max_length=500
    )
    conditions_fr = models.TextField(_("further conditions (French)"), blank=True)
    conditions_en = models.TextField(_("further conditions (English)"), blank=True)

    class Meta:
        verbose_name = _("referral conditions")
        verbose_name_plural = _("referral conditions")
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="terms_number_once"),
            models.CheckConstraint(
                condition=_gives("sponsor"), name="terms_sponsor_gift_is_whole"
            ),
            models.CheckConstraint(
                condition=_gives("friend"), name="terms_friend_gift_is_whole"
            ),
            models.CheckConstraint(
                condition=(Q(sponsor_percent=None) | Q(sponsor_percent__lte=100))
                & (Q(friend_percent=None) | Q(friend_percent__lte=100)),
                name="terms_percentages_end_at_a_hundred",
            ),
            models.CheckConstraint(
                condition=Q(
                    friend_orders__gt=0,
                    minimum__gte=0,
                    voucher_minimum__gte=0,
                    voucher_days__gt=0,
                    open_days__gt=0,
                ),
                name="terms_figures_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(hold_at__gte=1, refuse_at__gte=models.F("hold_at"))
                & Q(refuse_at__lte=100),
                name="terms_look_before_they_refuse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop} {self.number}"

    @property
    def for_sponsor(self) -> RewardTerms:
        return RewardTerms(self.sponsor_points, self.sponsor_amount, self.sponsor_percent)

    @property
    def for_friend(self) -> RewardTerms:
        return RewardTerms(self.friend_points, self.friend_amount, self.friend_percent)

    @property
    def conditions(self) -> RewardConditions:
        return RewardConditions(
            at_sign_up=self.friend_when == self.When.SIGN_UP,
            orders=self.friend_orders,
            minimum=self.minimum,
            wait=timedelta(days=self.wait_days),
            hold_at=self.hold_at,
            refuse_at=self.refuse_at,
        )
