from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = _("Send to a friend")

    def ready(self) -> None:
        from mailing import mail_types  # noqa: PLC0415 -- models need the registry first
        from sharing import mails  # noqa: PLC0415 -- models need the registry first

        mail_types.register(*mails.MAIL_TYPES)
