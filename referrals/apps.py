from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailing import mail_types


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = _("Parrainage")

    def ready(self) -> None:
        mail_types.register(*import_module("referrals.mails").MAIL_TYPES)
