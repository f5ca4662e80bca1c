from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VouchersConfig(AppConfig):
    name = "vouchers"
    verbose_name = _("Vouchers")

    def ready(self) -> None:
        from mailing.kinds import register  # noqa: PLC0415 -- once everything is loaded
        from vouchers import mails  # noqa: PLC0415

        register(*mails.KINDS)
