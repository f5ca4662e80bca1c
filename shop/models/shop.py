from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

# First words of addresses that are not a shop's.
RESERVED = {"admin", "api", "cron", "desabonnement", "healthz", "langue", "readyz"}
RESERVED |= {"static"}


class Shop(models.Model):
    """One online shop. Every row of the product belongs to one, and nothing crosses."""

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Its place in addresses.")
    )
    name = models.CharField(_("name"), max_length=100)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$")],
    )
    timezone = models.CharField(
        _("time zone"),
        max_length=50,
        default="Europe/Paris",
        help_text=_("Where its days begin and end."),
    )
    language = models.CharField(
        _("language"), max_length=7, default="fr", choices=settings.LANGUAGES
    )
    applies_group = models.BooleanField(
        _("prices contain the group’s discount"),
        default=False,
        help_text=_("Your shop takes it off before it asks what a cart comes to."),
    )
    archive_after = models.PositiveSmallIntegerField(
        _("expired vouchers are archived after days"),
        default=30,
        null=True,
        blank=True,
        help_text=_("Out of sight, not out of the statistics. Empty: never."),
    )
    erase_after = models.PositiveSmallIntegerField(
        _("days to think before an account is erased"),
        default=7,
        validators=[MaxValueValidator(30)],
        help_text=_(
            "Customers can change their mind meanwhile. At most 30: the law gives a month."
        ),
    )
    root_email = models.EmailField(
        _("who receives the root of the books each night"),
        max_length=254,
        blank=True,
        help_text=_(
            "The owner’s or the accountant’s address: kept outside, these proofs show that"
            " no movement was changed afterwards. Empty: nobody."
        ),
    )
    retention_years = models.PositiveSmallIntegerField(
        _("years without contact before a customer is erased"),
        default=3,
        null=True,
        blank=True,
        validators=[MaxValueValidator(10)],
        help_text=_(
            "After the last order or log-in. They are told a month before; whoever holds a"
            " gift card with money on it stays. Empty: never."
        ),
    )
    change_notice_days = models.PositiveSmallIntegerField(
        _("days before new rules that take something away come into force"),
        default=0,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "Customers are told by e-mail and in their account as soon as you save them."
            " Rules that only give more hold at once. 0: all hold at once, nobody is told."
        ),
    )
    claim_days = models.PositiveIntegerField(
        _("days to claim a guest order"),
        default=30,
        validators=[MaxValueValidator(3660)],
        help_text=_(
            "An order placed as a guest counts for the account opened within so many days"
            " of it with the same verified e-mail. 0: never."
        ),
    )
    earns_since = models.DateTimeField(
        _("orders earn points since"),
        null=True,
        blank=True,
        help_text=_(
            "Orders placed before are history: they count for tiers and campaigns, and earn"
            " no points. Empty: all orders earn."
        ),
    )
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff"),
        blank=True,
        related_name="shops",
        limit_choices_to={"is_staff": True},
        help_text=_("Who sees this shop in the back-office."),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
                name="shop_currency_is_iso_4217",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def clean(self) -> None:
        if self.code in RESERVED:
            raise ValidationError({"code": _("This word is an address of the site.")})
        try:
            ZoneInfo(self.timezone)
        except (LookupError, ValueError, OSError):
            raise ValidationError({"timezone": _("There is no such time zone.")}) from None
