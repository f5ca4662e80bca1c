from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earning.rules.formula import Bonus


class BonusTerms(models.Model):
    """A rule of a version that earns beside the rate. As immutable as its version.

    Rules apply by ascending ``priority``, which saving never changes. The foreign key is
    a string because versions, which list their terms, import this module.
    """

    class Kind(models.TextChoices):
        POINTS = "points", _("points more per piece")
        FACTOR = "factor", _("points times")

    version = models.ForeignKey(
        "earning.RuleVersion", models.PROTECT, related_name="bonuses"
    )
    priority = models.PositiveIntegerField(_("priority"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    points = models.PositiveIntegerField(_("points per piece"), default=0)
    factor = models.DecimalField(
        _("factor"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(100))],
    )
    products = ArrayField(
        models.BigIntegerField(), verbose_name=_("products"), default=list, blank=True
    )
    categories = ArrayField(
        models.BigIntegerField(), verbose_name=_("categories"), default=list, blank=True
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    stop = models.BooleanField(_("no further rule"), default=False)

    class Meta:
        verbose_name = _("earning rule")
        verbose_name_plural = _("earning rules")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "priority"], name="bonus_priority_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(kind="points", points__gt=0, factor=1)
                | Q(kind="factor", points=0, factor__gt=1, factor__lte=100),
                name="bonus_gives_points_or_multiplies",
            ),
            models.CheckConstraint(
                condition=Q(kind="factor") | ~Q(products=[]) | ~Q(categories=[]),
                name="bonus_points_name_their_goods",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None)
                | Q(ends_at=None)
                | Q(ends_at__gt=F("starts_at")),
                name="bonus_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="bonus_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bonus(self) -> Bonus:
        return Bonus(
            points=self.points,
            factor=self.factor,
            products=frozenset(self.products),
            categories=frozenset(self.categories),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            stop=self.stop,
        )
