"""Why a card did not pay, in a sentence for whoever wanted to pay with it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money
from giftcards.models import RefusedPayment
from vouchers.rules.cart import RefusalReason

SENTENCES: Mapping[RefusalReason, StrOrPromise] = {
    RefusalReason.UNKNOWN: _("This is not the code of a gift card."),
    RefusalReason.CANCELLED: _("This gift card has been cancelled."),
    RefusalReason.NOT_STARTED: _("This gift card cannot be used yet."),
    RefusalReason.EXPIRED: _("This gift card has expired."),
    RefusalReason.ALREADY_USED: _("This gift card is used up."),
    RefusalReason.HELD: _(
        "This gift card is being used for another cart. Try again in a few minutes."
    ),
    RefusalReason.BELOW_MINIMUM: _(
        "%(missing)s more in your cart, and you can pay with this gift card."
    ),
    RefusalReason.INSUFFICIENT_BALANCE: _("There is not that much left on this gift card."),
    RefusalReason.NOTHING_TO_PAY: _(
        "There is nothing to pay with this gift card: it stays as it is."
    ),
}


def card_refusal_sentence(
    reason: RefusalReason, currency: str, missing: Decimal | None = None
) -> str:
    said = str(SENTENCES[reason])
    return said if missing is None else said % {"missing": money(missing, currency)}


def why_refused(refused: RefusedPayment) -> str:
    return card_refusal_sentence(RefusalReason(refused.reason), refused.shop.currency)
