"""What vouchers that are about to be made would give and cost, before they are."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.typography import day, last_day, money, number
from vouchers.models import Voucher
from vouchers.phrases.conditions import conditions, gives

if TYPE_CHECKING:
    from vouchers.forms.making import OpenVouchersForm


def cost(voucher: Voucher, count: int, currency: str) -> str:
    """The most that so many can take off; nothing where that depends on the carts."""
    most = voucher.worth if voucher.worth is not None else voucher.max_amount
    if most is None:
        return _("They take off a share of each cart: no total can be told.")
    uses = voucher.use_limit
    if uses is None:
        return _("Each use takes off at most %(amount)s, without a limit of uses.") % {
            "amount": money(most, currency)
        }
    total = money(most * count * uses, currency)
    return _("If all were used, they would take off %(total)s.") % {"total": total}


def open_sentences(form: "OpenVouchersForm", currency: str) -> list[str]:
    """Of vouchers for anybody. Requires: a valid form."""
    voucher, goods = form.example
    count = form.cleaned_data["count"]
    made = ngettext(
        "%(count)s voucher for whoever has its code: %(gives)s, “%(label)s”.",
        "%(count)s vouchers for whoever has their codes: %(gives)s each, “%(label)s”.",
        count,
    ) % {
        "count": number(count),
        "gives": gives(voucher, currency),
        "label": voucher.label,
    }
    valid = _("Valid from %(start)s to %(end)s.") % {
        "start": day(voucher.valid_from),
        "end": day(last_day(voucher.valid_until)),
    }
    return [made, valid, *conditions(voucher, goods), cost(voucher, count, currency)]
