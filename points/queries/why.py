"""« Pourquoi ce nombre ? »: how an order comes to its points, in words.

Every figure is that of the rules which settle the order; nothing is worked out again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import ZERO
from core.templatetags.typography import money, number, points
from points import rules
from points.models import Lot, RuleVersion
from points.queries.entitlement import (
    booked_for,
    frozen_for,
    is_own,
    multiplier_of,
    purchase_of,
    qualifies,
    rules_of,
)
from shop.models import Order, OrderLine
from shop.rules import Line, kept_of, net_of_discount


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line with what came off it, and why what is ``kept`` of it earns nothing."""

    line: OrderLine
    total: Decimal
    discount: Decimal
    refunded: Decimal
    kept: Decimal
    left_out: str


@dataclass(frozen=True, slots=True)
class Why:
    """``steps`` lead to ``points``; ``posted`` is what the books hold for the order."""

    order: Order
    version: RuleVersion
    lines: list[LineTold]
    steps: list[str]
    points: int
    posted: int


def why(order: Order) -> Why | None:
    """None for a placeholder, which nobody has stated yet. Six queries at most."""
    if order.placed_at is None:
        return None
    version = rules_of(order)
    rows = list(order.lines.select_related("product").order_by("pk"))
    purchase = purchase_of(order, rows, booked_for(order, version))
    lot = _lot(order)
    frozen = lot.frozen if lot else _would_be_frozen(order, version)
    found = rules.breakdown(purchase, earning=version.earning, frozen=frozen)
    hindrance = _hindrance(order, version)
    return Why(
        order=order,
        version=version,
        lines=list(_lines(rows, purchase, version)),
        steps=[hindrance] if hindrance else list(_steps(found, version, purchase)),
        points=0 if hindrance else found.points,
        posted=lot.posted if lot else 0,
    )


def _lot(order: Order) -> Lot | None:
    lots = Lot.objects.filter(order=order)
    return next((lot for lot in lots if is_own(lot, order)), None)


def _would_be_frozen(order: Order, version: RuleVersion) -> rules.Frozen:
    if order.qualified_at is None:
        return rules.Frozen(multiplier=multiplier_of(order.customer))
    return frozen_for(order.customer, version)


def _hindrance(order: Order, version: RuleVersion) -> str:
    """What keeps the order from earning anything, whatever it holds."""
    if order.customer is None or not order.customer.may_earn:
        return _("Orders placed as a guest earn no points.")
    if not qualifies(order, version):
        state = str(order.get_state_display())
        return _("An order that is “%(state)s” gives no points.") % {"state": state}
    return ""


def _lines(
    rows: list[OrderLine], purchase: rules.Purchase, version: RuleVersion
) -> Iterator[LineTold]:
    lines = purchase.lines
    paid = net_of_discount(lines, purchase.discount)
    kept = kept_of(paid, lines, purchase.refunded_amount)
    for row, line, net, left in zip(rows, lines, paid, kept, strict=True):
        yield LineTold(
            line=row,
            total=line.total,
            discount=line.total - net,
            refunded=net - left,
            kept=left,
            left_out=_left_out(line, version),
        )


def _left_out(line: Line, version: RuleVersion) -> str:
    reason = version.earning.leaves_out(line)
    return {
        "": "",
        "gift_card": _("Gift cards earn no points."),
        "on_sale": _("Discounted products earn no points."),
        "category": _("Its category earns no points."),
    }[reason]


def _steps(
    found: rules.Breakdown, version: RuleVersion, purchase: rules.Purchase
) -> Iterator[str]:
    currency = version.shop.currency
    yield _base(found, currency, with_tax=version.earning.with_tax(purchase.country))
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
    for run in found.runs:
        if run.blocks:
            yield _("“%(name)s” adds blocks: %(blocks)s.") % {
                "name": version.bonus_terms[run.place].name,
                "blocks": number(run.blocks),
            }
    yield _rate(found, version)
    for run in found.runs:
        if run.points:
            yield _("“%(name)s” adds %(points)s.") % {
                "name": version.bonus_terms[run.place].name,
                "points": points(run.points),
            }
    if found.capped < found.uncapped:
        yield _("An order gives at most %(points)s.") % {"points": points(found.capped)}
    if found.first_order:
        yield _("Being the first order, it gives %(points)s more.") % {
            "points": points(found.first_order)
        }


def _base(found: rules.Breakdown, currency: str, *, with_tax: bool) -> str:
    said = {"base": money(found.base, currency)}
    if found.earning.include_shipping and with_tax:
        return _("What counts, shipping included: %(base)s with tax.") % said
    if found.earning.include_shipping:
        return _("What counts, shipping included: %(base)s without tax.") % said
    if with_tax:
        return _("What counts: %(base)s with tax.") % said
    return _("What counts: %(base)s without tax.") % said


def _rate(found: rules.Breakdown, version: RuleVersion) -> str:
    blocks = found.blocks + sum((run.blocks for run in found.runs), ZERO)
    said = {
        "blocks": number(blocks),
        "each": points(version.points_per_block),
        "multiplier": number(found.frozen.multiplier.normalize()),
        "exact": number(found.exact.normalize()),
        "points": points(found.earning.whole(found.exact)),
    }
    if found.frozen.multiplier == 1:
        return _("%(blocks)s × %(each)s = %(points)s.") % said
    if found.exact == int(found.exact):
        return _("%(blocks)s × %(each)s × %(multiplier)s (your group) = %(points)s.") % said
    return (
        _(
            "%(blocks)s × %(each)s × %(multiplier)s (your group) = %(exact)s, which is"
            " %(points)s."
        )
        % said
    )
