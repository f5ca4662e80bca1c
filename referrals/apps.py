from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailing import kinds


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = _("Parrainage")

    def ready(self) -> None:
        kinds.register(*import_module("referrals.mails").KINDS)
