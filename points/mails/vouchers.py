"""The voucher that points have become, as it is when the mail goes."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.days import last_day
from mailing.mail_types import Declined, MailType, Placeholder, Prepared
from mailing.models import Mail, MailCategory
from mailing.queries.links import absolute_url
from vouchers.mails.blocks import VOUCHER_BLOCK, voucher_payloads
from vouchers.models import Voucher

GONE = "voucher_gone"
_LIVING = {Voucher.State.USABLE, Voucher.State.HELD}


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Decline mails whose voucher can no longer be used. Queries: 2."""
    wanted = {mail.pk: mail.values["voucher_id"] for mail in mails}
    rows = Voucher.objects.filter(pk__in=wanted.values())
    living = {row.pk: row for row in rows if row.state_at(now) in _LIVING}
    shown = voucher_payloads(list(living.values()))
    return {
        mail.pk: Prepared(
            {
                "voucher": shown[pk],
                "amount": str(living[pk].worth),
                "code": living[pk].code,
                "until": last_day(living[pk].valid_until, mail.shop.zone).isoformat(),
                "voucher_url": absolute_url(
                    "portal:voucher", mail.shop.code, living[pk].code
                ),
            }
        )
        if (pk := wanted[mail.pk]) in living
        else Declined(GONE)
        for mail in mails
    }


POINTS_VOUCHER = MailType(
    code="points_voucher",
    label=_("Voucher from points"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=Path(__file__).parent,
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
    prepare=prepare,
    reasons={GONE: _("The voucher was used or cancelled before the mail went.")},
)
