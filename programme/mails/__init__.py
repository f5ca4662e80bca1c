"""What customers are written about leaving: asked for, done, or due for silence."""

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
RETENTION_NOTICE = MailType(
    code="retention_notice",
    label=_("Erasure for silence: a month before"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "day": Placeholder(_("day of the erasure"), "date", "2026-05-08T22:00:00+00:00"),
        "account_url": Placeholder(
            _("page of the account"), "url", "https://www.example.com/compte/"
        ),
    },
)
LEDGER_ROOT = MailType(
    code="ledger_root",
    label=_("Root of the books, for whoever keeps the proofs"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "root": Placeholder(_("root"), "text", "9f86d081884c7d659a2feaa0c55ad015"),
        "until": Placeholder(_("up to"), "date", "2026-05-08T22:00:00+00:00"),
    },
)
MAIL_TYPES = [ERASURE_ASKED, ERASURE_DONE, RETENTION_NOTICE, LEDGER_ROOT]
