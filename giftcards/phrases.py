"""Why a card did not pay, in a sentence for whoever wanted to pay with it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money
from giftcards.models import RefusedPayment
from vouchers.rules import Reason

SENTENCES: Mapping[Reason, StrOrPromise] = {
    Reason.UNKNOWN: _("This is not the code of a gift card."),
    Reason.CANCELLED: _("This gift card has been cancelled."),
    Reason.NOT_STARTED: _("This gift card cannot be used yet."),
    Reason.EXPIRED: _("This gift card has expired."),
    Reason.ALREADY_USED: _("This gift card is used up."),
    Reason.HELD: _(
        "This gift card is being used for another basket. Try again in a few minutes."
    ),
    Reason.BELOW_MINIMUM: _(
        "%(missing)s more in your basket, and you can pay with this gift card."
    ),
    Reason.INSUFFICIENT_BALANCE: _("There is not that much left on this gift card."),
    Reason.NOTHING_TO_PAY: _(
        "There is nothing to pay with this gift card: it stays as it is."
    ),
}


def refusal_sentence(reason: Reason, currency: str, missing: Decimal | None = None) -> str:
    said = str(SENTENCES[reason])
    return said if missing is None else said % {"missing": money(missing, currency)}


def why_refused(refused: RefusedPayment) -> str:
    return refusal_sentence(Reason(refused.reason), refused.shop.currency)
