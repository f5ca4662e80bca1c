"""The voucher that points have become, as it is when the mail goes."""

from datetime import datetime

from core.days import last_day
from mailing.mail_types import Declined, Prepared
from mailing.models import Mail
from mailing.queries.links import absolute_url
from vouchers.mails import voucher_payloads
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
