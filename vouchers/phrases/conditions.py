"""What a voucher gives, why its owner has it, and what it can be used on and with."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money, number, percent
from vouchers.models.vouchers import Voucher
from vouchers.queries.scope_names import ScopeNames

# Whoever wants to know more than these asks the shop.
MOST_NAMED = 5

_Origin = Voucher.Origin
# Why the customer has the voucher, in the customer's own portal and mails.
GIVEN_FOR: Mapping[str, StrOrPromise] = {
    _Origin.POINTS: gettext_lazy("In exchange for your points"),
    _Origin.CART: gettext_lazy("For the cart you left behind"),
    _Origin.THANKS: gettext_lazy("To thank you for your order"),
    _Origin.BEST: gettext_lazy("For one of our best customers"),
    _Origin.LAPSED: gettext_lazy("Because we have missed you"),
    _Origin.WELCOME: gettext_lazy("To welcome you"),
    _Origin.BIRTHDAY: gettext_lazy("For your birthday"),
    _Origin.REFERRAL: gettext_lazy("For recommending us"),
    _Origin.TIER: gettext_lazy("For the tier you have reached"),
    _Origin.MANUAL: gettext_lazy("A present from the shop"),
}


def gives(voucher: Voucher, currency: str) -> str:
    """« 5,00 € », « −10 % » or « Livraison offerte »."""
    if voucher.worth is not None:
        return money(voucher.worth, currency)
    if voucher.percent and voucher.max_amount:
        said = {"percent": percent(-voucher.percent)}
        said["most"] = money(voucher.max_amount, currency)
        return _("%(percent)s, %(most)s at most") % said
    if voucher.percent:
        return percent(-voucher.percent)
    return _("Free shipping")


def conditions(voucher: Voucher, goods: ScopeNames) -> list[str]:
    """Say what a voucher can be used on, and with; nothing where it has no conditions."""
    said = []
    if goods.on:
        said.append(_("Only on: %(goods)s.") % {"goods": listed(goods.on)})
    if goods.off:
        said.append(_("Not on: %(goods)s.") % {"goods": listed(goods.off)})
    if voucher.minimum_of_goods and voucher.minimum:
        said.append(_("Only these goods count towards the minimum."))
    if not voucher.on_sale:
        said.append(_("Not on discounted articles."))
    if not voucher.with_group:
        said.append(_("In place of your usual discount, if that is better for you."))
    if not voucher.with_vouchers:
        said.append(_("Not with another voucher."))
    return said


def listed(names: list[str]) -> str:
    said = ", ".join(names[:MOST_NAMED])
    if more := len(names) - MOST_NAMED if len(names) > MOST_NAMED else 0:
        said += ngettext(" and %(count)s more", " and %(count)s more", more) % {
            "count": number(more)
        }
    return said
