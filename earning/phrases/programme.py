"""A version of the programme's rules in words, for merchants and customers."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.templatetags.typography import either, number, points, together, unit_money
from earning.models import RuleVersion
from earning.phrases.terms import action, bonus, categories, ceiling, rounding, tax
from earning.queries.goods import NamedGoods
from shop.models import Order


def sentences(version: RuleVersion, goods: NamedGoods) -> dict[str, str]:
    """One sentence per subject, so that two versions can be laid side by side.

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
        "pending": _pending(version),
        "validity": _validity(version),
        "notice": _notice(version),
        "converting": _converting(version),
        "voucher": _voucher(version, goods),
        "debt": _debt(version),
        "returned": _returned(version),
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


def _pending(version: RuleVersion) -> str:
    if not version.pending_days:
        return _("Points can be spent at once.")
    return ngettext(
        "Points can be spent after %(days)s day.",
        "Points can be spent after %(days)s days.",
        version.pending_days,
    ) % {"days": number(version.pending_days)}


def _validity(version: RuleVersion) -> str:
    if version.validity is None:
        return _("They never expire.")
    if version.validity_unit == RuleVersion.Unit.MONTHS:
        sentence = ngettext(
            "They then last %(count)s month.",
            "They then last %(count)s months.",
            version.validity,
        )
    else:
        sentence = ngettext(
            "They then last %(count)s day.",
            "They then last %(count)s days.",
            version.validity,
        )
    return sentence % {"count": number(version.validity)}


def _notice(version: RuleVersion) -> str:
    if version.validity is None or version.notice_days is None:
        return ""
    return ngettext(
        "Customers are told by e-mail %(days)s day before.",
        "Customers are told by e-mail %(days)s days before.",
        version.notice_days,
    ) % {"days": number(version.notice_days)}


def _converting(version: RuleVersion) -> str:
    words = {
        "minimum": points(version.convert_minimum),
        "step": points(version.convert_step),
    }
    if version.convert_step == 1:
        return _("From %(minimum)s on, they turn into a voucher.") % words
    return _("From %(minimum)s on, they turn into a voucher in steps of %(step)s.") % words


def _voucher(version: RuleVersion, goods: NamedGoods) -> str:
    names = together([str(each) for each in goods.voucher_categories])
    return ngettext(
        "The voucher “%(label)s” lasts %(days)s day, for baskets from %(minimum)s,"
        " on %(goods)s.",
        "The voucher “%(label)s” lasts %(days)s days, for baskets from %(minimum)s,"
        " on %(goods)s.",
        version.voucher_days,
    ) % {
        "label": version.voucher_label(get_language() or "fr"),
        "days": number(version.voucher_days),
        "minimum": unit_money(version.voucher_minimum, version.shop.currency),
        "goods": names or _("the whole shop"),
    }


def _debt(version: RuleVersion) -> str:
    if version.debt_limit is None:
        return _("Points taken back that are already spent become a debt, without limit.")
    if not version.debt_limit:
        return _("Points taken back that are already spent are waived.")
    return _(
        "Points taken back that are already spent become a debt of at most %(points)s."
    ) % {"points": points(version.debt_limit)}


def _returned(version: RuleVersion) -> str:
    if not version.return_days:
        return _("Points given back keep their own end.")
    return ngettext(
        "Points given back can be spent for at least %(days)s day more.",
        "Points given back can be spent for at least %(days)s days more.",
        version.return_days,
    ) % {"days": number(version.return_days)}
