from datetime import time
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailing.rules.quiet_hours import QuietHours


class SendingLimits(models.Model):
    """The frequency cap and quiet hours of a shop's advertising. Without a row: the
    defaults of the fields.

    At most ``frequency_cap`` offers in ``frequency_cap_days`` days, all campaigns together.
    Quiet from ``quiet_from`` until ``quiet_until``, as ``QuietHours`` has it.
    ``quiet_days`` are whole days, 1 Monday to 7 Sunday.
    """

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    frequency_cap = models.PositiveSmallIntegerField(
        _("at most"),
        default=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("All campaigns together. Empty: no limit."),
    )
    frequency_cap_days = models.PositiveSmallIntegerField(
        _("days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(8))
    quiet_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("quiet days"), default=list
    )

    class Meta:
        verbose_name = _("sending of offers")
        verbose_name_plural = _("sending of offers")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency_cap=None) | Q(frequency_cap__gt=0),
                name="sending_limits_cap_lets_some_through",
            ),
            models.CheckConstraint(
                condition=Q(frequency_cap_days__range=(1, 366)),
                name="sending_limits_cap_over_some_days",
            ),
            models.CheckConstraint(
                condition=Q(quiet_days__contained_by=[1, 2, 3, 4, 5, 6, 7])
                & ~Q(quiet_days__contains=[1, 2, 3, 4, 5, 6, 7]),
                name="sending_limits_leaves_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.shop)

    def quiet_hours(self, zone: ZoneInfo) -> QuietHours:
        return QuietHours(self.quiet_from, self.quiet_until, self.quiet_days, zone)
