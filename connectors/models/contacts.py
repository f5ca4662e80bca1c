from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ContactAccount(models.Model):
    """A shop's account at a service for newsletters; its key is encrypted.

    Each of the ``segments`` is a list there. ``stopped_for``: why nothing goes there now.
    """

    class Kind(models.TextChoices):
        BREVO = "brevo", "Brevo"

    shop = models.OneToOneField(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    kind = models.CharField(_("service"), max_length=20, choices=Kind, default=Kind.BREVO)
    secrets = models.BinaryField(editable=False)
    segments = models.ManyToManyField(
        "segments.Segment",
        related_name="+",
        verbose_name=_("segments"),
        blank=True,
        help_text=_("Each is a list there, and stays up to date."),
    )
    synced_at = models.DateTimeField(_("last sent"), null=True, editable=False)
    stopped_for = models.CharField(
        _("stopped because"), max_length=300, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("newsletter account")
        verbose_name_plural = _("newsletter accounts")
        default_permissions = ["view"]

    def __str__(self) -> str:
        return self.get_kind_display()


class PushedContact(models.Model):
    """A customer as the service knows them. ``address`` is encrypted: it outlives the
    customer's own, so that whoever is erased here can be removed there.
    """

    account = models.ForeignKey(ContactAccount, models.CASCADE, related_name="contacts")
    customer = models.ForeignKey("shop.Customer", models.PROTECT, related_name="+")
    address = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    lists = models.JSONField(default=list)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "customer"], name="pushed_contact_once"
            ),
            models.CheckConstraint(
                condition=~Q(address=b""), name="pushed_contact_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}"
