from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoShopConfig(AppConfig):
    name = "demo_shop"
    verbose_name = _("Demo shop")

    def ready(self) -> None:
        from demo_shop import mails  # noqa: PLC0415 -- models need the registry first
        from mailing import mail_types  # noqa: PLC0415 -- models need the registry first

        mail_types.register(*mails.MAIL_TYPES)
