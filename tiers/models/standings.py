from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class TierStanding(models.Model):
    """The tier a customer holds. ``below_since``: since then too little is spent for it,
    and it is kept for the days of grace.
    """

    customer = models.OneToOneField(
        "shop.Customer",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("customer"),
        db_constraint=False,
    )
    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    tier = models.ForeignKey(
        "tiers.Tier",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("tier"),
    )
    since = models.DateTimeField(_("since"))
    below_since = models.DateTimeField(_("below it since"), null=True, blank=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = [
            models.CheckConstraint(
                condition=Q(below_since=None) | Q(tier__isnull=False),
                name="standing_grace_is_for_a_tier",
            ),
            SameShop("customer", name="tier_standing_customer_same_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tier_id}"


class Pin(models.Model):
    """A tier given by hand, or kept when the thresholds changed (``at_least``).

    Automatic moves respect it: exactly this tier, or never one below it.
    """

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
        db_constraint=False,
    )
    tier = models.ForeignKey(
        "tiers.Tier", models.PROTECT, related_name="+", verbose_name=_("tier")
    )
    at_least = models.BooleanField(_("higher tiers stay open"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=50)
    made_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    change = models.ForeignKey(
        "tiers.TierChange",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = _("pinned tier")
        verbose_name_plural = _("pinned tiers")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(ended_at=None),
                name="pin_one_per_customer",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("made_at")),
                name="pin_ends_after_it_begins",
            ),
            SameShop("customer", name="pin_customer_same_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tier_id}"
