"""Why a card did not pay, in a sentence for whoever wanted to pay with it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money
from shop.models import Order
from vouchers.models import GiftCard, RefusedPayment
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


def sentence(reason: Reason, currency: str, missing: Decimal | None = None) -> str:
    said = str(SENTENCES[reason])
    return said if missing is None else said % {"missing": money(missing, currency)}


def why_refused(refused: RefusedPayment) -> str:
    return sentence(Reason(refused.reason), refused.shop.currency)


def refused_on(order: Order) -> list[tuple[RefusedPayment, str]]:
    """What it says cards have paid, and they have not; and why. One query."""
    rows = RefusedPayment.objects.filter(order=order).select_related("shop")
    return [(row, why_refused(row)) for row in rows.order_by("pk")]


def refused_for(card: GiftCard) -> list[tuple[RefusedPayment, str]]:
    """Orders that say it has paid, and it has not. One query."""
    rows = RefusedPayment.objects.filter(shop=card.shop_id, code__iexact=card.code)
    found = rows.select_related("shop", "order").order_by("-pk")
    return [(row, why_refused(row)) for row in found]
