"""What customers are written about leaving: that it was asked for, and that it is done."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import MailType, Placeholder
from mailing.models import MailCategory

_TEXTS = Path(__file__).parent

ERASURE_ASKED = MailType(
    code="erasure_asked",
    label=_("Erasure of an account: asked for"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "day": Placeholder(_("day of the erasure"), "date", "2026-05-08T22:00:00+00:00"),
        "data_url": Placeholder(
            _("page of the customer’s data"), "url", "https://www.example.com/donnees/"
        ),
    },
)
ERASURE_DONE = MailType(
    code="erasure_done",
    label=_("Erasure of an account: done"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=_TEXTS,
)
MAIL_TYPES = [ERASURE_ASKED, ERASURE_DONE]
