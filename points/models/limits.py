from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AdjustLimit(models.Model):
    """How many points a role may give or take by hand in a shop: at once, and in a day.

    Whoever has none of the roles named here adjusts nothing, superusers excepted.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    # A role that is dissolved takes its rights with it.
    role = models.ForeignKey(
        "accounts.Role", models.CASCADE, related_name="+", verbose_name=_("role")
    )
    at_once = models.PositiveIntegerField(
        _("points at once"), validators=[MinValueValidator(1)]
    )
    per_day = models.PositiveIntegerField(
        _("points in a day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Given and taken together, by one person. Empty: no limit."),
    )

    class Meta:
        verbose_name = _("limit of adjustments")
        verbose_name_plural = _("limits of adjustments")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "role"], name="adjust_limit_once_per_shop_and_role"
            ),
            models.CheckConstraint(
                condition=Q(at_once__gt=0) & (Q(per_day=None) | Q(per_day__gt=0)),
                name="adjust_limit_allows_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.at_once}"
