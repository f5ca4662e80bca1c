"""What earns, how much more, and what actions give: the programme's terms in words."""

from collections.abc import Iterable
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
from points.models import ActionTerms, BonusTerms, RuleVersion
from shop.models import Category, Product


class Goods:
    """The names of all that a version speaks of. At most two queries."""

    def __init__(self, version: RuleVersion) -> None:
        terms = version.bonus_terms
        products = {key for each in terms for key in each.products}
        categories = {key for each in terms for key in each.categories}
        categories |= {*version.earn_categories, *version.excluded_categories}
        self._products = Product.objects.in_bulk(products) if products else {}
        self._categories = Category.objects.in_bulk(categories) if categories else {}

    def names(self, categories: Iterable[int], products: Iterable[int] = ()) -> str:
        """« A, B and C », each kind by name."""
        found = [
            sorted(str(self._products[key]) for key in products),
            sorted(str(self._categories[key]) for key in categories),
        ]
        return together([name for names in found for name in names])


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


def which_earn(version: RuleVersion, goods: Goods) -> str:
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


def bonus(terms: BonusTerms, goods: Goods, zone: ZoneInfo) -> str:
    said = {
        "name": terms.name,
        "gain": _gain(terms),
        "goods": goods.names(terms.categories, terms.products) or _("the whole order"),
    }
    parts = [
        _("“%(name)s”: %(gain)s on %(goods)s") % said,
        _period(terms, zone),
        _("no further rule for these goods") if terms.stop else "",
    ]
    told = pgettext("between parts of a sentence", ", ").join(filter(None, parts))
    return _("%(told)s (priority %(priority)s).") % {
        "told": told,
        "priority": number(terms.priority),
    }


def _gain(terms: BonusTerms) -> str:
    if terms.kind == BonusTerms.Kind.FACTOR:
        return _("points × %(factor)s") % {"factor": number(terms.factor)}
    return _("%(points)s more per piece") % {"points": points(terms.points)}


def _period(terms: BonusTerms, zone: ZoneInfo) -> str:
    with timezone.override(zone):
        start = terms.starts_at and moment(terms.starts_at)
        end = terms.ends_at and moment(terms.ends_at)
    if start and end:
        said = _("for orders placed from %(start)s and before %(end)s")
    elif start:
        said = _("for orders placed from %(start)s")
    else:
        said = _("for orders placed before %(end)s") if end else ""
    return said % {"start": start, "end": end}


def action(terms: ActionTerms) -> str:
    return _("%(action)s: %(points)s%(cap)s.") % {
        "action": deed(terms),
        "points": points(terms.points),
        "cap": cap(terms),
    }


def deed(terms: ActionTerms) -> str:
    """What somebody does for it, as customers and merchants read it."""
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
