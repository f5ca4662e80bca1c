from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WishlistConfig(AppConfig):
    name = "wishlist"
    verbose_name = _("Wishes")

    def ready(self) -> None:
        """A kind is declared below the actions that have its last word."""
        from dataclasses import replace  # noqa: PLC0415 -- once everything is loaded

        from mailing.mail_types import register  # noqa: PLC0415
        from wishlist import mails  # noqa: PLC0415
        from wishlist.actions import alerting as wishlist  # noqa: PLC0415

        register(
            *(
                replace(kind, prepare=wishlist.prepare_alerts, undo=wishlist.undo_alerts)
                for kind in mails.MAIL_TYPES
            )
        )
