from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

_ACCOUNT = [RegexValidator(r"^[0-9A-Z]{3,12}$", _("An account number: digits, capitals."))]


def _account(label: StrOrPromise, number: str) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=12, default=number, validators=_ACCOUNT)


class AccountingTerms(models.Model):
    """How a shop tells its accountant what it owes: a rate of use, and its accounts.

    A shop without a row has the defaults of this model.
    """

    class Method(models.TextChoices):
        PCG = "pcg", _("provision (French GAAP)")
        IFRS = "ifrs", _("deferred revenue (IFRS 15)")

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    use_percent = models.DecimalField(
        _("share that is going to be used, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("Empty: told from what became of earlier points."),
    )
    method = models.CharField(
        _("entries as"), max_length=10, choices=Method, default=Method.PCG
    )
    journal = models.CharField(_("journal"), max_length=10, default="OD")
    provision = _account(_("provision for rewards"), "1518")
    allowance = _account(_("allowance to the provision"), "6815")
    release = _account(_("release of the provision"), "7815")
    deferred = _account(_("deferred revenue"), "487")
    sales = _account(_("sales"), "707")
    cards = _account(_("gift cards outstanding"), "4191")
    receipts = _account(_("receipts from gift cards"), "511")
    customers = _account(_("customers, paid by gift card"), "411")
    breakage = _account(_("gift cards that expired"), "7588")

    class Meta:
        verbose_name = _("accounting of what is owed")
        verbose_name_plural = _("accounting of what is owed")
        permissions = [("view_liability", "Can view what is owed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(use_percent=None) | Q(use_percent__range=(0, 100)),
                name="accounting_use_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["pcg", "ifrs"]), name="accounting_method_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shop)
