from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from mailing import mail_types  # noqa: PLC0415 -- models need the registry first
        from programme import mails  # noqa: PLC0415

        mail_types.register(*mails.MAIL_TYPES)
