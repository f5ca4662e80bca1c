"""The one mail of the demo shop itself."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import MailType, Placeholder
from mailing.models import MailCategory

WITHDRAWAL = MailType(
    code="demo_withdrawal",
    label=_("Withdrawal from a contract: acknowledgement"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=Path(__file__).parent,
    placeholders={
        "name": Placeholder(_("name of the buyer"), "text", "Alice Martin"),
        "order": Placeholder(_("reference of the order"), "text", "XKBKNABJK"),
        "received_at": Placeholder(_("day and hour"), "text", "24/11/2026 10:12"),
    },
)
MAIL_TYPES = [WITHDRAWAL]
