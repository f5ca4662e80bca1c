"""How an order comes to its points, step by step.

Every figure is one of the breakdown that settles the order; nothing is computed again.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import ZERO
from core.templatetags.typography import money, number, points
from earning.models import RuleVersion
from earning.rules.formula import EarningBasis, EarningBreakdown
from shop.rules.amounts import PricedLine


def left_out(line: PricedLine, version: RuleVersion) -> str:
    """Say why a line earns nothing; empty where it earns."""
    reason = version.earning.leaves_out(line)
    return {
        "": "",
        "gift_card": _("Gift cards earn no points."),
        "on_sale": _("Discounted products earn no points."),
        "category": _("Its category earns no points."),
    }[reason]


def steps(
    found: EarningBreakdown, version: RuleVersion, basis: EarningBasis
) -> Iterator[str]:
    """Explain the points: a sentence for each step from the money that counts."""
    currency = version.shop.currency
    yield _base(found, currency, with_tax=version.earning.with_tax(basis.country))
    yield ngettext(
        "%(base)s ÷ %(ratio)s = %(exact)s, which is %(blocks)s block.",
        "%(base)s ÷ %(ratio)s = %(exact)s, which is %(blocks)s blocks.",
        int(found.blocks),
    ) % {
        "base": money(found.base, currency),
        "ratio": money(version.ratio, currency),
        "exact": number(round(found.base / version.ratio, 2)),
        "blocks": number(found.blocks),
    }
    for bonus in found.bonuses:
        if bonus.blocks:
            yield _("“%(name)s” adds blocks: %(blocks)s.") % {
                "name": version.bonus_terms[bonus.index].name,
                "blocks": number(bonus.blocks),
            }
    yield _rate(found, version)
    for bonus in found.bonuses:
        if bonus.points:
            yield _("“%(name)s” adds %(points)s.") % {
                "name": version.bonus_terms[bonus.index].name,
                "points": points(bonus.points),
            }
    if found.capped < found.uncapped:
        yield _("An order gives at most %(points)s.") % {"points": points(found.capped)}
    if found.first_order:
        yield _("Being the first order, it gives %(points)s more.") % {
            "points": points(found.first_order)
        }


def _base(found: EarningBreakdown, currency: str, *, with_tax: bool) -> str:
    words = {"base": money(found.base, currency)}
    if found.rules.include_shipping and with_tax:
        return _("What counts, shipping included: %(base)s with tax.") % words
    if found.rules.include_shipping:
        return _("What counts, shipping included: %(base)s without tax.") % words
    if with_tax:
        return _("What counts: %(base)s with tax.") % words
    return _("What counts: %(base)s without tax.") % words


def _rate(found: EarningBreakdown, version: RuleVersion) -> str:
    blocks = found.blocks + sum((bonus.blocks for bonus in found.bonuses), ZERO)
    words = {
        "blocks": number(blocks),
        "each": points(version.points_per_block),
        "multiplier": number(found.frozen.multiplier.normalize()),
        "exact": number(found.exact.normalize()),
        "points": points(found.rules.whole(found.exact)),
    }
    if found.frozen.multiplier == 1:
        return _("%(blocks)s × %(each)s = %(points)s.") % words
    if found.exact == int(found.exact):
        return (
            _("%(blocks)s × %(each)s × %(multiplier)s (your group) = %(points)s.") % words
        )
    return (
        _(
            "%(blocks)s × %(each)s × %(multiplier)s (your group) = %(exact)s, which is"
            " %(points)s."
        )
        % words
    )
