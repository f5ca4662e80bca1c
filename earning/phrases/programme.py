"""A version of the programme's rules in words, for merchants and customers."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.typography import either, points, unit_money
from earning.models import RuleVersion
from earning.phrases import spending
from earning.phrases.terms import action, bonus, categories, ceiling, rounding, tax
from earning.queries.goods import NamedGoods
from shop.models import Order


def sentences(version: RuleVersion, goods: NamedGoods) -> dict[str, str]:
    """Describe a version: one sentence per subject, so that two can be laid side by side.

    ``goods`` are those of this version: ``earning.queries.named_goods``.
    """
    return {
        "earning": earning(version),
        "tax": tax(version),
        "shipping": _("Shipping earns points too.")
        if version.include_shipping
        else _("Shipping earns no points."),
        "vouchers": _("What is paid with vouchers earns points too.")
        if version.vouchers_earn
        else _("What is paid with vouchers earns no points."),
        "rounding": rounding(version),
        "ceiling": ceiling(version),
        "granted": _states(
            _("Points are granted when the order is: %(states)s."), version.counting_states
        ),
        "cancelled": _states(
            _("They are cancelled when the order is: %(states)s."),
            version.cancelling_states,
        )
        or _("No state of the order cancels them."),
        "on_sale": _("Discounted products earn points too.")
        if version.earn_on_sale
        else _("Discounted products earn no points."),
        "categories": categories(version, goods),
        **{
            f"bonus:{each.priority}": bonus(each, goods, version.shop.zone)
            for each in version.bonus_terms
        },
        **{f"action:{each.type}": action(each) for each in version.action_terms},
        "pending": spending.pending(version),
        "validity": spending.validity(version),
        "notice": spending.notice(version),
        "converting": spending.converting(version),
        "voucher": spending.voucher(version, goods),
        "debt": spending.debt(version),
        "returned": spending.returned(version),
    }


def changes(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of sentences, before and after, where the two differ."""
    lines = side_by_side(before, after)
    return [(old, new) for old, new in lines if old != new]


def side_by_side(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs subject by subject; a sentence that one of the two lacks is empty."""
    subjects = [*before, *(each for each in after if each not in before)]
    order = {subject: index for index, subject in enumerate(after)}
    subjects.sort(key=lambda each: order.get(each, -1))
    return [(before.get(each, ""), after.get(each, "")) for each in subjects]


def earning(version: RuleVersion) -> str:
    currency = version.shop.currency
    return ngettext(
        "%(amount)s spent give %(points)s worth %(value)s.",
        "%(amount)s spent give %(points)s worth %(value)s each.",
        version.points_per_block,
    ) % {
        "amount": unit_money(version.ratio, currency),
        "points": points(version.points_per_block),
        "value": unit_money(version.value, currency),
    }


def _states(sentence: str, states: list[str]) -> str:
    names = [str(Order.State(state).label) for state in states]
    return sentence % {"states": either(names)} if names else ""
