from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = _("Reminders")

    def ready(self) -> None:
        """A kind is declared below the actions that have its last word."""
        from dataclasses import replace  # noqa: PLC0415 -- once everything is loaded

        from mailing.mail_types import register  # noqa: PLC0415
        from reminders import actions as reminders  # noqa: PLC0415
        from reminders import mails  # noqa: PLC0415

        register(
            *(
                replace(kind, prepare=reminders.prepare, undo=reminders.undo)
                for kind in mails.MAIL_TYPES.values()
            )
        )
