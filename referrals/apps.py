from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        from mailing import mail_types  # noqa: PLC0415 -- models need the registry first
        from referrals import mails  # noqa: PLC0415 -- models need the registry first

        mail_types.register(*mails.MAIL_TYPES)
