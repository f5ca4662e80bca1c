from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """The language a customer has chosen for mails. Not a column of the customer: the
    shop's statements would overwrite it.
    """

    customer = models.OneToOneField(
        "shop.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=~Q(language=""), name="preference_names_a_language"
            ),
        ]

    def __str__(self) -> str:
        return self.language
