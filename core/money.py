"""Amounts are Decimal in the shop's currency. Rounded once, split to the cent."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def to_cent(amount: Decimal) -> Decimal:
    """Round half up, as shops and their customers do."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share ``amount`` out by weight, to the cent, by largest remainder.

    The parts add up to ``amount`` exactly; equal remainders go to the first.
    Without any weight there is nobody to give to, so the amount must be zero.
    """
    total = sum(weights, ZERO)
    if not total:
        if amount:
            raise ValueError(f"{amount} cannot be split over nothing")
        return [ZERO for _ in weights]
    exact = [amount * weight / total for weight in weights]
    parts = [part.quantize(CENT, ROUND_FLOOR) for part in exact]
    cents_left = int((amount - sum(parts, ZERO)) / CENT)
    by_remainder = sorted(
        range(len(parts)), key=lambda i: exact[i] - parts[i], reverse=True
    )
    for i in by_remainder[:cents_left]:
        parts[i] += CENT
    return parts
