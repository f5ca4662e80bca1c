from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class Move(models.Model):
    """A customer went from one tier to another: why, and at what figures. Append-only.

    ``spent`` is what the customer had spent by the measure of that moment; ``minimum`` the
    minimum of the tier that was gained or lost.
    """

    class Cause(models.TextChoices):
        ORDER = "order", _("an order")
        REFUND = "refund", _("a refund")
        CANCELLATION = "cancellation", _("a cancellation")
        TIME = "time", _("older orders count no more")
        HAND = "hand", _("by hand")
        CHANGE = "change", _("the tiers changed")
        PERSON = "person", _("the account changed")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
        db_constraint=False,
    )
    before = models.ForeignKey(
        "tiers.Tier",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("tier before"),
    )
    after = models.ForeignKey(
        "tiers.Tier",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("tier after"),
    )
    up = models.BooleanField(_("up"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("order"),
        db_constraint=False,
    )
    spent = models.DecimalField(_("spent"), max_digits=20, decimal_places=2)
    minimum = models.DecimalField(_("threshold"), max_digits=12, decimal_places=2)
    author = models.CharField(_("author"), max_length=50)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                name="move_has_a_tier",
            ),
            models.CheckConstraint(
                condition=~Q(before=models.F("after")), name="move_goes_elsewhere"
            ),
            SameShop("customer", name="move_customer_same_shop"),
            SameShop("order", name="move_order_same_shop"),
        ]
        indexes = [
            models.Index(fields=["customer", "at"], name="move_by_customer"),
            models.Index(fields=["shop", "at"], name="move_by_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.before_id} → {self.after_id}"


class TierReward(models.Model):
    """The voucher a customer had for reaching a tier: one for each, ever."""

    customer = models.ForeignKey("shop.Customer", models.PROTECT, related_name="+")
    tier = models.ForeignKey("tiers.Tier", models.PROTECT, related_name="+", db_index=False)
    voucher = models.OneToOneField("vouchers.Voucher", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tier’s voucher")
        verbose_name_plural = _("tiers’ vouchers")
        constraints = [
            models.UniqueConstraint(fields=["customer", "tier"], name="tier_rewards_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.voucher_id}"
