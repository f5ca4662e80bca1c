from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailing import kinds


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = _("Send to a friend")

    def ready(self) -> None:
        kinds.register(*import_module("sharing.mails").KINDS)
