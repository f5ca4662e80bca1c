"""What points are worth, and how many of them convert into a voucher."""

from decimal import ROUND_CEILING, Decimal

from core.money import CENT, to_cent


def worth(points: int, value: Decimal) -> Decimal:
    """Money, to the cent."""
    return to_cent(points * value)


def least_convertible(*, minimum: int, step: int, value: Decimal) -> int:
    """Answer the fewest points a voucher takes: the first multiple of the step from the
    minimum on that is worth a cent.
    """
    worth_a_cent = (CENT / 2 / value).to_integral_value(ROUND_CEILING)
    return -(-max(minimum, int(worth_a_cent)) // step) * step


def convertible(available: int, *, least: int, step: int) -> int:
    """Answer the most of ``available`` that converts: a multiple of the step, or 0."""
    most = available // step * step
    return most if most >= least else 0
