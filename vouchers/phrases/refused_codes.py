"""Why a code was not taken, in a sentence for the customer who typed it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money
from vouchers.models.uses import RefusedCode
from vouchers.rules.cart import RefusalReason

# Whoever guesses must not learn that a code is somebody's: one sentence for both.
_NOT_VALID = _("This code is not valid.")

SENTENCES: Mapping[RefusalReason, StrOrPromise] = {
    RefusalReason.UNKNOWN: _NOT_VALID,
    RefusalReason.WRONG_CUSTOMER: _NOT_VALID,
    RefusalReason.CANCELLED: _("This voucher has been cancelled."),
    RefusalReason.NOT_STARTED: _("This voucher cannot be used yet."),
    RefusalReason.EXPIRED: _("This voucher has expired."),
    RefusalReason.ALREADY_USED: _("This voucher has already been used."),
    RefusalReason.HELD: _(
        "This voucher is reserved for another cart. Try again in a few minutes."
    ),
    RefusalReason.BELOW_MINIMUM: _(
        "%(missing)s more in your cart, and you can use this voucher."
    ),
    RefusalReason.NO_ELIGIBLE_PRODUCT: _("This voucher is not for the goods in your cart."),
    RefusalReason.NOT_COMBINABLE: _(
        "This voucher cannot be added to your other discounts."
    ),
    RefusalReason.BUDGET_SPENT: _("This offer has come to its end."),
    RefusalReason.NOT_ENOUGH_POINTS: _("You do not have that many points to spend."),
    RefusalReason.WRONG_STEP: _("This number of points cannot be spent."),
}

_OF_GOODS = _("%(missing)s more of the goods it is for, and you can use this voucher.")


def refusal_sentence(
    reason: RefusalReason,
    currency: str,
    missing: Decimal | None = None,
    *,
    of_goods: bool = False,
) -> str:
    """``of_goods``: what is missing must be goods that the voucher is for."""
    said = str(_OF_GOODS if of_goods else SENTENCES[reason])
    return said if missing is None else said % {"missing": money(missing, currency)}


def why_refused(refused: RefusedCode) -> str:
    """Say why, for staff: they may know that a code is somebody else's."""
    reason = RefusalReason(refused.reason)
    if reason == RefusalReason.WRONG_CUSTOMER:
        return str(_("This voucher belongs to another customer."))
    return refusal_sentence(reason, refused.shop.currency)
