from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TiersConfig(AppConfig):
    name = "tiers"
    verbose_name = _("Tiers")

    def ready(self) -> None:
        from mailing import mail_types  # noqa: PLC0415 -- models need the registry first
        from tiers import mails  # noqa: PLC0415

        mail_types.register(*mails.MAIL_TYPES)
