from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActionTerms(models.Model):
    """What a version gives for an action, and how often. As immutable as its version.

    The programme itself sees to it that an account is opened once, that a birthday
    comes once a year and that one order is the first; the others may have a cap.
    """

    class Type(models.TextChoices):
        ACCOUNT_OPENED = "account_opened", pgettext_lazy("action", "account opened")
        NEWSLETTER = "newsletter", pgettext_lazy("action", "newsletter")
        BIRTHDAY = "birthday", pgettext_lazy("action", "birthday")
        FIRST_ORDER = "first_order", pgettext_lazy("action", "first order")
        REVIEW = "review", pgettext_lazy("action", "review")

    class Every(models.TextChoices):
        EVER = "ever", _("in all")
        YEAR = "year", _("a year")
        MONTH = "month", _("a month")
        DAY = "day", _("a day")

    # Reported by the shop, or by the customer; the programme sees the rest for itself.
    REPORTED = frozenset({Type.NEWSLETTER, Type.REVIEW})

    version = models.ForeignKey(
        "earning.RuleVersion", models.PROTECT, related_name="actions"
    )
    type = models.CharField(_("action"), max_length=20, choices=Type)
    points = models.PositiveIntegerField(_("points"), validators=[MinValueValidator(1)])
    cap = models.PositiveIntegerField(
        _("at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    cap_every = models.CharField(
        _("period of the cap"), max_length=10, choices=Every, default=Every.EVER
    )

    class Meta:
        verbose_name = _("points for an action")
        verbose_name_plural = _("points for actions")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "type"], name="action_once_per_version"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="action_gives_points"),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gt=0, type__in=["newsletter", "review"]),
                name="action_cap_is_of_what_is_reported",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_type_display())
