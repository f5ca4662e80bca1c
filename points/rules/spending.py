"""What points are worth, and how many of them turn into a bon."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from core.money import CENT, to_cent


def worth(points: int, value: Decimal) -> Decimal:
    return to_cent(points * value)


def least_convertible(*, minimum: int, step: int, value: Decimal) -> int:
    """The fewest points a bon takes: the first multiple of the step from the minimum on
    that is worth a cent.
    """
    worth_a_cent = (CENT / 2 / value).to_integral_value(ROUND_CEILING)
    return -(-max(minimum, int(worth_a_cent)) // step) * step


def convertible(available: int, *, least: int, step: int) -> int:
    """The most that can be turned into a bon: a multiple of the step, or nothing."""
    most = available // step * step
    return most if most >= least else 0


def spend(points: int, remaining: Sequence[int]) -> list[int]:
    """Share a spend over lots in their given order: all of the first, then the next."""
    parts = []
    for each in remaining:
        part = min(points, each)
        parts.append(part)
        points -= part
    return parts
