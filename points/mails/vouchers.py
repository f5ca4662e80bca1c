"""The voucher that points have become, as it is when the mail goes."""

from datetime import datetime

from core.days import last_day
from mailing.mail_types import JSON, Declined, Prepared
from mailing.models import Mail
from mailing.queries import absolute_url
from shop.models import Shop
from vouchers.mails import voucher_payloads
from vouchers.models import Voucher

GONE = "voucher_gone"
_LIVING = {Voucher.State.USABLE, Voucher.State.HELD}


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Nobody is sent a code that he cannot use any more. Two queries."""
    wanted = {mail.pk: mail.values["voucher"] for mail in mails}
    rows = Voucher.objects.filter(pk__in=wanted.values())
    living = {row.pk: row for row in rows if row.state_at(now) in _LIVING}
    shown = voucher_payloads(list(living.values()))
    return {
        mail.pk: Prepared(_values(living[voucher], shown[voucher], mail.shop))
        if (voucher := wanted[mail.pk]) in living
        else Declined(GONE)
        for mail in mails
    }


def _values(row: Voucher, payload: JSON, shop: Shop) -> dict[str, JSON]:
    return {
        "voucher": payload,
        "amount": str(row.worth),
        "code": row.code,
        "until": last_day(row.valid_until, shop.zone).isoformat(),
        "voucher_url": absolute_url("portal:voucher", shop.code, row.code),
    }
