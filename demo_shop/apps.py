from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailing import mail_types


class DemoShopConfig(AppConfig):
    name = "demo_shop"
    verbose_name = _("Demo shop")

    def ready(self) -> None:
        mail_types.register(*import_module("demo_shop.mails").MAIL_TYPES)
