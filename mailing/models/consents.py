from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailing.models import MailCategory


class Consent(models.Model):
    """A consent to one category or its withdrawal, in the words that were agreed to.

    Append-only: the latest counts, whichever of a person's merged ids it was given under,
    or by whichever customer with the same address: ``address_hash`` is that of the address
    they had when they said it. A no binds that address for every row that ever has it.
    ``stated_at`` is when, as a shop states, they told it so.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent")
        SALE = "sale", _("Told when buying, and did not refuse")
        WITHDRAWAL = "withdrawal", _("Withdrawal")

    customer = models.ForeignKey(
        "shop.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    category = models.CharField(_("category"), max_length=20, choices=MailCategory)
    given = models.BooleanField(_("given"))
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    wording = models.TextField(_("wording"), blank=True)
    version = models.CharField(_("version of the wording"), max_length=40, blank=True)
    source = models.CharField(
        _("source"), max_length=60, help_text=_("Where it was said: a page, a mail, staff.")
    )
    recorded_at = models.DateTimeField(_("date"))
    stated_at = models.DateTimeField(null=True, editable=False)
    address_hash = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(category="service"), name="consent_not_asked_for_service"
            ),
            models.CheckConstraint(
                condition=Q(given=True, basis__in=["consent", "sale"])
                | Q(given=False, basis="withdrawal"),
                name="consent_has_its_basis",
            ),
            models.CheckConstraint(
                condition=Q(given=False) | ~Q(wording=""),
                name="consent_given_in_words",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="consent_has_a_source"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "category", "-recorded_at", "-id"],
                name="consent_by_customer",
            ),
            models.Index(
                fields=["address_hash", "category"],
                condition=Q(address_hash__isnull=False),
                name="consent_by_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.given}"
