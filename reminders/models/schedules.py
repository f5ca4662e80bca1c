from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Schedule(models.Model):
    """A shop's runs: the lock for them, when the last one was, the key of its address.

    Of the key only a digest is kept: who has lost it makes another.
    """

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    ran_at = models.DateTimeField(_("last run"), null=True, blank=True)
    ran_by = models.CharField(_("run by"), max_length=40, blank=True)
    mails = models.PositiveIntegerField(_("mails of the last run"), default=0)
    key_digest = models.BinaryField(max_length=32, null=True, editable=False)
    key_made_at = models.DateTimeField(_("key made"), null=True, blank=True)
    margin_percent = models.DecimalField(
        _("usual margin in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("On your prices before discounts: results then show what is left."),
    )

    class Meta:
        verbose_name = _("runs of campaigns")
        verbose_name_plural = _("runs of campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(key_digest=None, key_made_at=None)
                | Q(key_digest__isnull=False, key_made_at__isnull=False),
                name="schedule_key_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(margin_percent=None) | Q(margin_percent__range=(0, 100)),
                name="schedule_margin_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return str(self.shop)
