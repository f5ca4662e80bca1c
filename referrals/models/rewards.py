from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralReward(models.Model):
    """What one side was given for a referral: points or a voucher.

    ``clawed_back_at``: the referral does not count any more, and the reward was taken back.
    ``kept_at``: it does not count either, but the voucher had been used. A referral that
    counts again is rewarded anew under the next ``number`` after ``clawed_back_at``, and
    not again after ``kept_at``.
    """

    class Side(models.TextChoices):
        SPONSOR = "sponsor", _("sponsor")
        FRIEND = "friend", _("friend")

    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="rewards"
    )
    side = models.CharField(_("for"), max_length=10, choices=Side)
    number = models.PositiveSmallIntegerField(default=1)
    voucher = models.OneToOneField(
        "vouchers.Voucher",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("voucher"),
    )
    points = models.PositiveIntegerField(_("points"), null=True, blank=True)
    given_at = models.DateTimeField(_("given"))
    clawed_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    kept_at = models.DateTimeField(
        pgettext_lazy("reward", "used, so not taken back"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "side"],
                condition=Q(clawed_back_at=None),
                name="reward_lives_once",
            ),
            models.UniqueConstraint(
                fields=["referral", "side", "number"], name="reward_number_once"
            ),
            models.CheckConstraint(
                condition=Q(voucher=None, points__isnull=False, points__gt=0)
                | Q(voucher__isnull=False, points=None),
                name="reward_is_points_or_a_voucher",
            ),
            models.CheckConstraint(
                condition=Q(clawed_back_at=None)
                | Q(kept_at=None, clawed_back_at__gte=models.F("given_at")),
                name="reward_is_clawed_back_or_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral} {self.side} {self.number}"

    @property
    def source(self) -> str:
        """What the ledger calls it."""
        return f"referral:{self.referral_id}:{self.side}:{self.number}"
