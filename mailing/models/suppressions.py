from django.db import models
from django.utils.translation import gettext_lazy as _


class Suppression(models.Model):
    """An address that a shop writes to no more, known by its hash alone.

    One that bounced receives nothing; the others still receive service mails.
    """

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("Came back")
        COMPLAINED = "complained", _("Reported as unwanted")
        STOPPED = "stopped", _("Asked for it")
        ERASED = "erased", _("Account erased")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    address_hash = models.BinaryField(max_length=16, editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "address_hash"], name="suppression_once_per_address"
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.address_hash).hex()
