from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    verbose_name = _("Points")

    def ready(self) -> None:
        from mailing import mail_types  # noqa: PLC0415 -- models first
        from points import mails  # noqa: PLC0415

        mail_types.register(*mails.MAIL_TYPES)
        mail_types.register_shared("balance", mails.BALANCE)
