from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    verbose_name = _("Points")

    def ready(self) -> None:
        from mailing import kinds  # noqa: PLC0415 -- models first
        from points import mails  # noqa: PLC0415

        kinds.register(*mails.KINDS)
        kinds.share("balance", mails.BALANCE)
