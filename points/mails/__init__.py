"""The mails about points: the voucher they have become, and those about to expire."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import MailType, Placeholder, SharedPlaceholder
from mailing.models import MailCategory
from points.mails import expiring, vouchers
from points.queries.balance import available_to
from vouchers.mails import VOUCHER_BLOCK

_TEXTS = Path(__file__).parent

POINTS_VOUCHER = MailType(
    code="points_voucher",
    label=_("Voucher from points"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "points": Placeholder(_("points turned into the voucher"), "points", 4),
        "amount": Placeholder(_("value of the voucher"), "money", "2.00"),
        "code": Placeholder(_("code of the voucher"), "text", "FID-7KQ4M2XD9A"),
        "until": Placeholder(_("last day of the voucher"), "date", "2026-12-31"),
        "voucher_url": Placeholder(
            _("page of the voucher"), "url", "https://www.example.com/bon/"
        ),
    },
    blocks={"voucher": VOUCHER_BLOCK},
    prepare=vouchers.prepare,
    reasons={vouchers.GONE: _("The voucher was used or cancelled before the mail went.")},
)

POINTS_EXPIRING = MailType(
    code="points_expiring",
    label=_("Points about to expire"),
    category=MailCategory.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "points": Placeholder(_("points that expire first"), "points", 120),
        "day": Placeholder(_("last day on which they can be used"), "date", "2026-12-31"),
        "worth": Placeholder(_("what they are worth"), "money", "60.00"),
        "later": Placeholder(
            _("those that expire soon after, in a sentence; often empty"), "text", ""
        ),
        "points_url": Placeholder(
            _("page of the points"), "url", "https://www.example.com/points/"
        ),
    },
    prepare=expiring.prepare,
    reasons={expiring.SPENT: _("No points were about to expire any more.")},
)

MAIL_TYPES = [POINTS_VOUCHER, POINTS_EXPIRING]
BALANCE = SharedPlaceholder(Placeholder(_("points available"), "points", 320), available_to)
