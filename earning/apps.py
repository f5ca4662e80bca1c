from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EarningConfig(AppConfig):
    name = "earning"
    verbose_name = _("Programme rules")

    def ready(self) -> None:
        from earning import mails  # noqa: PLC0415 -- models need the registry first
        from mailing import mail_types  # noqa: PLC0415

        mail_types.register(*mails.MAIL_TYPES)
