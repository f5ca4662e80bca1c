from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class DemoAccount(models.Model):
    """A customer of the shop, known by an e-mail address in lower case.

    ``number`` is the id under which the programme knows the same person, ``group`` that
    of a group there.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    number = models.CharField(_("number"), max_length=100)
    email = models.EmailField(_("e-mail"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    group = models.CharField(_("group"), max_length=100, blank=True)
    registered_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="demo_account_number_once"
            ),
            models.UniqueConstraint(
                fields=["shop", "email"], name="demo_account_email_once"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="demo_account_email_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email
