from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = _("Reminders")

    def ready(self) -> None:
        """Register the mail types with the actions that decide on each of them.

        The types are declared on a floor below the actions.
        """
        from dataclasses import replace  # noqa: PLC0415 -- once everything is loaded

        from mailing.mail_types import register  # noqa: PLC0415
        from reminders import mails  # noqa: PLC0415
        from reminders.actions.preparing import prepare, undo  # noqa: PLC0415

        register(
            *(
                replace(mail_type, prepare=prepare, undo=undo)
                for mail_type in mails.MAIL_TYPES.values()
            )
        )
