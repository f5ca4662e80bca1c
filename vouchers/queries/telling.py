"""Why a code was not taken, in a sentence for the customer who typed it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money
from shop.models import Order
from vouchers.models import RefusedCode
from vouchers.rules import Reason

# Whoever guesses must not learn that a code is somebody's: one sentence for both.
_NOT_VALID = _("This code is not valid.")

SENTENCES: Mapping[Reason, StrOrPromise] = {
    Reason.UNKNOWN: _NOT_VALID,
    Reason.WRONG_CUSTOMER: _NOT_VALID,
    Reason.CANCELLED: _("This voucher has been cancelled."),
    Reason.NOT_STARTED: _("This voucher cannot be used yet."),
    Reason.EXPIRED: _("This voucher has expired."),
    Reason.ALREADY_USED: _("This voucher has already been used."),
    Reason.HELD: _(
        "This voucher is reserved for another basket. Try again in a few minutes."
    ),
    Reason.BELOW_MINIMUM: _(
        "%(missing)s more in your basket, and you can use this voucher."
    ),
    Reason.NO_ELIGIBLE_PRODUCT: _("This voucher is not for the goods in your basket."),
    Reason.NOT_COMBINABLE: _("This voucher cannot be added to your other discounts."),
    Reason.BUDGET_SPENT: _("This offer has come to its end."),
}


def sentence(reason: Reason, currency: str, missing: Decimal | None = None) -> str:
    said = str(SENTENCES[reason])
    return said if missing is None else said % {"missing": money(missing, currency)}


def why_refused(refused: RefusedCode) -> str:
    """For staff, who may know that a code is somebody else's."""
    reason = Reason(refused.reason)
    if reason == Reason.WRONG_CUSTOMER:
        return str(_("This voucher belongs to another customer."))
    return sentence(reason, refused.shop.currency)


def refused_on(order: Order) -> list[tuple[RefusedCode, str]]:
    """The codes it names and could not use, and why. One query."""
    rows = RefusedCode.objects.filter(order=order).select_related("shop").order_by("pk")
    return [(row, why_refused(row)) for row in rows]
