"""How long points last, what they become, and how they are clawed back, in words."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.templatetags.typography import number, points, together, unit_money
from earning.models import RuleVersion
from earning.queries.goods import NamedGoods


def pending(version: RuleVersion) -> str:
    if not version.pending_days:
        return _("Points can be spent at once.")
    return ngettext(
        "Points can be spent after %(days)s day.",
        "Points can be spent after %(days)s days.",
        version.pending_days,
    ) % {"days": number(version.pending_days)}


def validity(version: RuleVersion) -> str:
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


def notice(version: RuleVersion) -> str:
    if version.validity is None or version.notice_days is None:
        return ""
    return ngettext(
        "Customers are told by e-mail %(days)s day before.",
        "Customers are told by e-mail %(days)s days before.",
        version.notice_days,
    ) % {"days": number(version.notice_days)}


def converting(version: RuleVersion) -> str:
    words = {
        "minimum": points(version.convert_minimum),
        "step": points(version.convert_step),
    }
    if version.convert_step == 1:
        return _("From %(minimum)s on, they turn into a voucher.") % words
    return _("From %(minimum)s on, they turn into a voucher in steps of %(step)s.") % words


def voucher(version: RuleVersion, goods: NamedGoods) -> str:
    names = together([str(each) for each in goods.voucher_categories])
    return ngettext(
        "The voucher “%(label)s” lasts %(days)s day, for carts from %(minimum)s,"
        " on %(goods)s.",
        "The voucher “%(label)s” lasts %(days)s days, for carts from %(minimum)s,"
        " on %(goods)s.",
        version.voucher_days,
    ) % {
        "label": version.voucher_label(get_language() or "fr"),
        "days": number(version.voucher_days),
        "minimum": unit_money(version.voucher_minimum, version.shop.currency),
        "goods": names or _("the whole shop"),
    }


def debt(version: RuleVersion) -> str:
    if version.debt_limit is None:
        return _("Points clawed back that are already spent become a debt, without limit.")
    if not version.debt_limit:
        return _("Points clawed back that are already spent are written off.")
    return _(
        "Points clawed back that are already spent become a debt of at most %(points)s."
    ) % {"points": points(version.debt_limit)}


def returned(version: RuleVersion) -> str:
    if not version.return_days:
        return _("Returned points keep their own end.")
    return ngettext(
        "Returned points can be spent for at least %(days)s day more.",
        "Returned points can be spent for at least %(days)s days more.",
        version.return_days,
    ) % {"days": number(version.return_days)}
