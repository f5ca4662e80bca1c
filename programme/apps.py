from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from mailing import kinds  # noqa: PLC0415 -- models need the registry first
        from programme import mails  # noqa: PLC0415

        kinds.register(*mails.KINDS)
