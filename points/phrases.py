"""The ledger in words: how an order comes to its points, and what a movement was for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.phrases import author_name
from core.templatetags.typography import day, points
from earning.phrases import breakdown as earning_phrases
from points.models import Movement
from points.queries.calculation import KeptLine, PointsCalculation
from points.queries.history import MovementSort, with_authors


@dataclass(frozen=True, slots=True)
class Explanation:
    """« Pourquoi ce nombre ? »: ``steps`` lead to the points of ``found``.

    ``lines`` are those of the order, each with why it earns nothing; empty where it earns.
    """

    found: PointsCalculation
    lines: list[tuple[KeptLine, str]]
    steps: list[str]


def explanation(found: PointsCalculation) -> Explanation:
    if not found.earns:
        steps = [_("Orders placed as a guest earn no points.")]
    elif found.is_history:
        steps = [_("Orders placed before the programme began earn no points.")]
    elif not found.counts:
        state = str(found.order.get_state_display())
        steps = [_("An order that is “%(state)s” gives no points.") % {"state": state}]
    else:
        steps = [*earning_phrases.steps(found.breakdown, found.version, found.basis)]
    return Explanation(
        found=found,
        lines=[
            (each, earning_phrases.left_out(each.line, found.version))
            for each in found.lines
        ],
        steps=steps,
    )


def movement_sorts() -> dict[str, str]:
    """Answer the kinds of movements by their name in an address."""
    return {
        MovementSort.ORDERS: _("Orders"),
        MovementSort.VOUCHERS: _("Vouchers"),
        MovementSort.ENDED: _("Expired points"),
        MovementSort.OTHERS: _("Other movements"),
    }


def usable_until(number: int, last_day: date) -> str:
    return _("Then %(points)s until %(day)s.") % {
        "points": points(number),
        "day": day(last_day),
    }


def cause(movement: Movement) -> str:
    """Name what a movement is, and its order, voucher or reason.

    Queries: none where order, voucher, reason and other customer are at hand.
    """
    kind = movement.get_kind_display()
    if reason := getattr(movement, "adjustment_reason", None):
        return _("%(kind)s: %(reason)s") % {"kind": kind, "reason": reason.text}
    if movement.action:
        return capfirst(movement.get_action_display())
    about = movement.order or movement.voucher or movement.other
    return f"{kind} {about or ''}".strip()


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A movement as staff read it: what it was for and by whom."""

    movement: Movement
    cause: str
    author: str


def movement_rows(movements: QuerySet[Movement]) -> Iterator[MovementRow]:
    """Describe movements, each with its cause and author in words. Queries: 1."""
    for row in with_authors(movements):
        yield MovementRow(row, cause(row), author_name(row.author, row.email))
