"""What is owed, and how it is told, as words for people and for their accountants."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from analytics.rules.survival import Probability
from core.templatetags.typography import number, percent
from earning.models import RuleVersion
from vouchers.models import Voucher

LABELS = {
    "provision": lambda: _("Provision for loyalty rewards"),
    "deferral": lambda: _("Revenue deferred for loyalty rewards"),
    "cards_issued": lambda: _("Gift cards issued"),
    "cards_used": lambda: _("Gift cards used"),
    "cards_expired": lambda: _("Gift cards expired or lost"),
    "cards_cancelled": lambda: _("Gift cards cancelled"),
}


def entry_label(name: str) -> str:
    return LABELS[name]()


def probability_sentence(probability: Probability, *, set_by_hand: bool) -> str:
    """How much of it is expected to be used, and how sure that is."""
    likely = percent_of(probability.likely)
    if set_by_hand:
        return _("%(likely)s, as you have set it.") % {"likely": likely}
    if probability.low is None or probability.high is None:
        return _(
            "%(likely)s: there are too few months to tell, so all of it counts as used."
        ) % {"likely": likely}
    return _(
        "About %(likely)s, from %(months)s months: between %(low)s and %(high)s"
        " in 95 cases of 100."
    ) % {
        "likely": likely,
        "months": number(probability.months),
        "low": percent_of(probability.low),
        "high": percent_of(probability.high),
    }


def percent_of(share: float) -> str:
    """0.653 is « 65 % »."""
    return percent(Decimal(round(100 * share)))


def group_name(group: str) -> str:
    """The origin of a voucher; the VAT regime of a gift card is named by its own app."""
    known = dict(Voucher.Origin.choices)
    return str(known.get(group, group))


def action_name(action: str) -> str:
    """What has given a benefit: the origin of a voucher, an offer, a group, a card."""
    others = {
        "offer": _("cart offers"),
        "group": _("discounts of tiers and groups"),
        "gift_card": _("gift cards"),
    }
    if action in others:
        return others[action]
    return _("vouchers: %(origin)s") % {"origin": group_name(action)}


def buyers_name(kind: str) -> str:
    return {
        "redeeming": _("members who used a voucher from points"),
        "members": _("members who used none"),
        "others": _("guests and others"),
    }[kind]


def draft_sentence(values: Mapping[str, Any]) -> str:
    """What a draft of the rules changes: « valeur d’un point : 0,40 »."""
    if not values:
        return _("the rules in force")
    return ", ".join(
        _("%(setting)s: %(value)s") % {"setting": _setting(name), "value": _told(value)}
        for name, value in values.items()
    )


def _setting(name: str) -> str:
    known = {field.name: field.verbose_name for field in RuleVersion._meta.concrete_fields}
    return str(known.get(name, name))


def _told(value: object) -> str:
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        return number(Decimal(str(value)))
    except ArithmeticError:
        return str(value)
