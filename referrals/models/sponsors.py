from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class Sponsor(models.Model):
    """A customer who has accepted the conditions, and the code that names them.

    ``connection`` is a digest of the IP address and browser of their last visit, removed at
    night after some months.
    """

    customer = models.OneToOneField(
        "shop.Customer",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("customer"),
        db_constraint=False,
    )
    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    code = models.CharField(_("code"), max_length=20)
    accepted = models.ForeignKey(
        "referrals.ReferralTerms",
        models.PROTECT,
        related_name="+",
        verbose_name=_("conditions accepted"),
    )
    accepted_at = models.DateTimeField(_("accepted"))
    connection = models.BinaryField(null=True, blank=True, max_length=32)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="sponsor_code_once"),
            models.CheckConstraint(
                condition=Q(connection=None) | Q(seen_at__isnull=False),
                name="sponsor_connection_has_its_time",
            ),
            SameShop("customer", name="sponsor_customer_same_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} ({self.code})"
