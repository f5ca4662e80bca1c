"""Single settings and terms of a version in words."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.templatetags.typography import (
    country,
    moment,
    number,
    points,
    together,
)
from earning.models import ActionTerms, BonusTerms, RuleVersion
from earning.queries.goods import NamedGoods


def tax(version: RuleVersion) -> str:
    if not version.tax_included:
        return _("Amounts count without tax.")
    if not version.tax_zones:
        return _("Amounts count with tax.")
    return _(
        "Amounts count with tax for orders to %(countries)s, without tax elsewhere."
    ) % {"countries": together([country(code) for code in version.tax_zones])}


def rounding(version: RuleVersion) -> str:
    match version.rounding:
        case RuleVersion.Rounding.HALF_UP:
            return _("Blocks begun and fractions of a point count from their half on.")
        case RuleVersion.Rounding.CEILING:
            return _("Blocks begun and fractions of a point count in full.")
    return _("Only whole blocks and whole points count.")


def ceiling(version: RuleVersion) -> str:
    if version.order_ceiling is None:
        return _("An order may give any number of points.")
    return _("An order gives at most %(points)s.") % {
        "points": points(version.order_ceiling)
    }


def categories(version: RuleVersion, goods: NamedGoods) -> str:
    earn = goods.names(version.earn_categories)
    excluded = goods.names(version.excluded_categories)
    if earn and excluded:
        return _("Of the categories only %(earn)s earn points, without %(excluded)s.") % {
            "earn": earn,
            "excluded": excluded,
        }
    if earn:
        return _("Of the categories only %(earn)s earn points.") % {"earn": earn}
    if excluded:
        return _("All categories earn points but %(excluded)s.") % {"excluded": excluded}
    return _("All categories earn points.")


def bonus(terms: BonusTerms, goods: NamedGoods, zone: ZoneInfo) -> str:
    gain = (
        _("points × %(factor)s") % {"factor": number(terms.factor)}
        if terms.kind == BonusTerms.Kind.FACTOR
        else _("%(points)s more per piece") % {"points": points(terms.points)}
    )
    words = {
        "name": terms.name,
        "gain": gain,
        "goods": goods.names(terms.categories, terms.products) or _("the whole order"),
    }
    parts = [
        _("“%(name)s”: %(gain)s on %(goods)s") % words,
        _period(terms, zone),
        _("no further rule for these goods") if terms.stop else "",
    ]
    sentence = pgettext("between parts of a sentence", ", ").join(filter(None, parts))
    return _("%(sentence)s (priority %(priority)s).") % {
        "sentence": sentence,
        "priority": number(terms.priority),
    }


def _period(terms: BonusTerms, zone: ZoneInfo) -> str:
    with timezone.override(zone):
        start = terms.starts_at and moment(terms.starts_at)
        end = terms.ends_at and moment(terms.ends_at)
    if start and end:
        sentence = _("for orders placed from %(start)s and before %(end)s")
    elif start:
        sentence = _("for orders placed from %(start)s")
    else:
        sentence = _("for orders placed before %(end)s") if end else ""
    return sentence % {"start": start, "end": end}


def action(terms: ActionTerms) -> str:
    return _("%(action)s: %(points)s%(cap)s.") % {
        "action": action_name(terms),
        "points": points(terms.points),
        "cap": cap(terms),
    }


def action_name(terms: ActionTerms) -> str:
    """Name what a customer does for the points, as customers and merchants read it."""
    return {
        ActionTerms.Type.ACCOUNT_OPENED: _("Opening an account"),
        ActionTerms.Type.NEWSLETTER: _("Subscribing to the newsletter"),
        ActionTerms.Type.BIRTHDAY: _("Your birthday"),
        ActionTerms.Type.FIRST_ORDER: _("Your first order"),
        ActionTerms.Type.REVIEW: _("Reviewing a product"),
    }[ActionTerms.Type(terms.type)]


def cap(terms: ActionTerms) -> str:
    if terms.cap is None:
        return ""
    return ngettext(
        ", at most %(cap)s time %(every)s", ", at most %(cap)s times %(every)s", terms.cap
    ) % {"cap": number(terms.cap), "every": terms.get_cap_every_display()}
