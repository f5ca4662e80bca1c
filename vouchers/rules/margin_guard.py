"""The margin guard: a ceiling on all that an order is given together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from core.money import CENT, ZERO, split


class DiscountSource(StrEnum):
    """Who gives: what a ceiling tells apart. Free shipping is one, whoever gives it."""

    OFFER = "offer"
    GROUP = "group"
    VOUCHER = "voucher"
    SHIPPING = "shipping"


@dataclass(frozen=True, slots=True)
class AppliedDiscount:
    """One discount: ``shares`` are its parts by line, empty where it is off shipping.

    ``offer`` is the key of the cart offer it comes from.
    """

    kind: str
    label: str
    code: str | None
    amount: Decimal
    shares: list[Decimal] = field(default_factory=list)
    offer: int | None = None

    @property
    def given(self) -> DiscountSource:
        return DiscountSource(self.kind) if self.shares else DiscountSource.SHIPPING

    def less(self, amount: Decimal) -> "AppliedDiscount":
        """Answer a discount that is smaller by ``amount``, on each line in proportion."""
        left = self.amount - amount
        shares = split(left, self.shares) if self.shares else []
        return AppliedDiscount(self.kind, self.label, self.code, left, shares, self.offer)


def shares_by_line(discounts: Sequence[AppliedDiscount], lines: int) -> list[Decimal]:
    """Sum what the discounts take off each of so many lines; shipping is left out."""
    found = [ZERO] * lines
    for applied in discounts:
        for line, share in enumerate(applied.shares):
            found[line] += share
    return found


@dataclass(frozen=True, slots=True)
class GuardRule:
    """``percent`` of the goods, gift cards left out, is the most that may be given.

    ``order``: what is lowered first. What is not named neither counts nor is lowered.
    """

    percent: Decimal
    order: tuple[DiscountSource, ...]

    def limit(self, goods: Decimal) -> Decimal:
        """Rounded down: the ceiling itself is never passed."""
        return (goods * self.percent / 100).quantize(CENT, ROUND_FLOOR)


@dataclass(frozen=True, slots=True)
class CappedDiscount:
    """What discounts came to ``before`` the ceiling, and what was left of them."""

    percent: Decimal
    before: Decimal
    after: Decimal

    @property
    def less(self) -> Decimal:
        return self.before - self.after


def cap(
    discounts: Sequence[AppliedDiscount], guard: GuardRule, goods: Decimal
) -> tuple[list[AppliedDiscount], CappedDiscount | None]:
    """Lower discounts to the ceiling, in the guard's order; of one kind the last given
    first.

    One that is lowered to nothing is not given at all: a voucher stays whole.
    """
    counted = [
        number for number, applied in enumerate(discounts) if applied.given in guard.order
    ]
    before = sum((discounts[number].amount for number in counted), ZERO)
    over = max(ZERO, before - guard.limit(goods))
    if not over:
        return list(discounts), None
    kept = dict(enumerate(discounts))
    said = CappedDiscount(guard.percent, before, before - over)
    by_priority = sorted(
        counted, key=lambda number: (guard.order.index(discounts[number].given), -number)
    )
    for number in by_priority:
        applied = kept[number]
        step = min(over, applied.amount)
        over -= step
        if step == applied.amount and step:
            del kept[number]
        elif step:
            kept[number] = applied.less(step)
    return list(kept.values()), said
