"""Which line of a WooCommerce order a discount is for: each line says what was paid."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from core.money import CENT, ZERO
from shop.rules.facts import OrderLineFact


def with_discounts(
    lines: Sequence[OrderLineFact], paid: Mapping[str, Decimal], discount: Decimal
) -> tuple[OrderLineFact, ...]:
    """The lines with their parts of the discount, which add up to it to the cent.

    The shop rounds by line, so its parts may miss the whole by a cent each: those go to
    the line that has paid most. Where more is missing, something else lowers the order,
    and no line is said to be the one.
    """
    parts = [max(line.priced.total - paid[line.id], ZERO) for line in lines]
    residue = discount - sum(parts, ZERO)
    if not discount or not lines or abs(residue) > CENT * len(lines):
        return tuple(lines)
    room = [line.priced.total - part for line, part in zip(lines, parts, strict=True)]
    largest = room.index(max(room))
    parts[largest] += residue
    if not ZERO <= parts[largest] <= lines[largest].priced.total:
        return tuple(lines)
    return tuple(
        replace(line, discount=part) for line, part in zip(lines, parts, strict=True)
    )
