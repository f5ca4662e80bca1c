from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailing import mail_types


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = _("Send to a friend")

    def ready(self) -> None:
        mail_types.register(*import_module("sharing.mails").MAIL_TYPES)
