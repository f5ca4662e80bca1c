from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GiftCardsConfig(AppConfig):
    name = "giftcards"
    verbose_name = _("Gift cards")

    def ready(self) -> None:
        from giftcards import mails  # noqa: PLC0415 -- once everything is loaded
        from mailing.mail_types import register  # noqa: PLC0415

        register(*mails.MAIL_TYPES)
