from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailing import kinds


class BoutiqueConfig(AppConfig):
    name = "demo_shop"
    verbose_name = _("Demo shop")

    def ready(self) -> None:
        kinds.register(*import_module("demo_shop.mails").KINDS)
