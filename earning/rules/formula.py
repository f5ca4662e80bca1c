"""What an order earns. One formula, ``points_of``; docs/programme.md says it in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from itertools import compress
from math import floor

from core.money import ZERO
from earning.rules.frozen_terms import FrozenTerms
from shop.rules.amounts import (
    OrderMoney,
    PricedLine,
    kept_before,
    net_of_other_discounts,
)

_WHOLE = Fraction(1)
ROUNDINGS = {"floor": ROUND_FLOOR, "half_up": ROUND_HALF_UP, "ceiling": ROUND_CEILING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """A rule beside the rate: ``points`` per piece, or ``factor`` times the rate's points.

    It is for lines of these products or categories; naming neither, for all of the
    order. It runs for orders placed from ``starts_at`` on and before ``ends_at``.
    """

    points: int = 0
    factor: Decimal = Decimal(1)
    products: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    stop: bool = False

    @property
    def for_all(self) -> bool:
        return not self.products and not self.categories

    def runs(self, placed_at: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= placed_at) and (
            self.ends_at is None or placed_at < self.ends_at
        )

    def matches(self, line: PricedLine) -> bool:
        return (
            self.for_all
            or line.product in self.products
            or not self.categories.isdisjoint(line.categories)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRules:
    """The part of a rule version that says what an order earns.

    Without ``categories`` all earn; ``bonuses`` are in the order of their priority.
    """

    ratio: Decimal
    points_per_block: int
    earn_on_sale: bool
    counting: frozenset[str]
    cancelling: frozenset[str]
    tax_included: bool = True
    tax_zones: frozenset[str] = frozenset()
    include_shipping: bool = False
    categories: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    rounding: str = "floor"
    ceiling: int | None = None
    bonuses: Sequence[Bonus] = ()
    first_order: int = 0

    def leaves_out(self, line: PricedLine) -> str:
        """Why a line earns nothing: ``gift_card``, ``on_sale``, ``category``; or empty.

        Where categories are named, a line whose categories are not known is left out.
        """
        if line.gift_card:
            return "gift_card"
        if line.on_sale and not self.earn_on_sale:
            return "on_sale"
        let_in = not self.categories or not self.categories.isdisjoint(line.categories)
        return "" if let_in and self.excluded.isdisjoint(line.categories) else "category"

    def with_tax(self, country: str) -> bool:
        """Zones narrow the amounts with tax down; an order without a country is inside."""
        inside = not self.tax_zones or not country or country in self.tax_zones
        return self.tax_included and inside

    def blocks(self, amount: Decimal) -> Decimal:
        return (amount / self.ratio).to_integral_value(ROUNDINGS[self.rounding])

    def whole(self, points: Decimal) -> int:
        return int(points.to_integral_value(ROUNDINGS[self.rounding]))


@dataclass(frozen=True, kw_only=True)
class EarningBasis:
    """The part of an order, in its present state, that decides what it earns."""

    money: OrderMoney
    placed_at: datetime
    country: str = ""
    # What vouchers took off lowers the price, but not the points.
    vouchers_earn: bool = False

    @property
    def lines(self) -> Sequence[PricedLine]:
        return self.money.lines

    @cached_property
    def counted(self) -> list[Decimal]:
        """What each line counts with before anything is given back: what was paid for it,
        or with what vouchers have paid of it, where that earns too.
        """
        if not self.vouchers_earn:
            return self.money.paid
        return net_of_other_discounts(self.lines, self.money.paid)

    @cached_property
    def kept(self) -> list[Decimal]:
        """What each line counts with as it now stands: n refunds are as one, in money or
        in pieces, also where the price that counts is not the one that was paid.
        """
        paid, kept = self.money.paid, self.money.kept
        if not self.vouchers_earn:
            return kept
        return kept_before(self.lines, before=self.counted, paid=paid, kept=kept)


def is_counting(states_seen: Mapping[str, datetime], rules: EarningRules) -> bool:
    """Whether an order counts: whether its latest decisive state was a counting one.

    ``states_seen``: when each state was last reported. A state that neither counts nor
    cancels is not decisive. Of two at one instant the cancelling one decides.
    """
    decisive = [
        (at, state in rules.cancelling, state)
        for state, at in states_seen.items()
        if state in rules.counting | rules.cancelling
    ]
    return bool(decisive) and max(decisive)[2] in rules.counting


def points_of(basis: EarningBasis, *, rules: EarningRules, frozen: FrozenTerms) -> int:
    """Points of the order in its present state: n refunds are as one."""
    return breakdown(basis, rules=rules, frozen=frozen).points


@dataclass(frozen=True, slots=True)
class AppliedBonus:
    """What a bonus adds: ``blocks`` to the rate's, or ``points``.

    ``index`` is that of the bonus in ``rules.bonuses``.
    """

    index: int
    blocks: Decimal
    points: int


@dataclass(frozen=True, slots=True)
class EarningBreakdown:
    """How many points an order earns, and how it comes to them, step by step.

    ``base`` is the money that counts, in ``blocks`` whole.
    """

    rules: EarningRules
    frozen: FrozenTerms
    base: Decimal
    blocks: Decimal
    bonuses: Sequence[AppliedBonus]

    @property
    def exact(self) -> Decimal:
        """What the rate gives before it is rounded."""
        rate = self.rules.points_per_block * self.frozen.multiplier
        return rate * (
            self.blocks + sum((bonus.blocks for bonus in self.bonuses), Decimal(0))
        )

    @property
    def uncapped(self) -> int:
        """A group whose multiplier is zero earns nothing at all."""
        if not self.frozen.multiplier:
            return 0
        return self.rules.whole(self.exact) + sum(bonus.points for bonus in self.bonuses)

    @property
    def capped(self) -> int:
        ceiling = self.rules.ceiling
        return self.uncapped if ceiling is None else min(self.uncapped, ceiling)

    @property
    def first_order(self) -> int:
        """Only beside points of its own: an order that earns nothing leaves no trace."""
        return self.rules.first_order if self.capped and self.frozen.first_order else 0

    @property
    def points(self) -> int:
        return self.capped + self.first_order


def breakdown(
    basis: EarningBasis, *, rules: EarningRules, frozen: FrozenTerms
) -> EarningBreakdown:
    parts = _parts(basis, rules)
    amount = sum((part.amount for part in parts), ZERO)
    bonuses = []
    for index, bonus, matched in _matched(parts, basis, rules):
        points = sum(part.points(bonus.points) for part in matched)
        matched_amount = sum((part.amount for part in matched), ZERO)
        # The rate gives these blocks once already: a factor adds the rest.
        blocks = (bonus.factor - 1) * rules.blocks(matched_amount)
        bonuses.append(AppliedBonus(index, blocks, points))
    return EarningBreakdown(rules, frozen, amount, rules.blocks(amount), bonuses)


@dataclass(frozen=True, slots=True)
class _Part:
    """What is kept of a line that counts, or of the shipping, which is no line.

    ``share`` is the part of the line's pieces that was not refunded.
    """

    amount: Decimal
    line: PricedLine | None = None
    share: Fraction = _WHOLE

    def points(self, per_piece: int) -> int:
        """For the pieces that are kept."""
        return (
            floor(per_piece * Fraction(self.line.quantity) * self.share) if self.line else 0
        )


def _parts(basis: EarningBasis, rules: EarningRules) -> list[_Part]:
    money, with_tax = basis.money, rules.with_tax(basis.country)
    parts = [
        _Part(
            amount if with_tax else line.without_tax(amount),
            line,
            # Asked by bonuses alone, and most shops have none.
            _share_kept(line, net, amount) if rules.bonuses else _WHOLE,
        )
        for line, net, amount in zip(money.lines, basis.counted, basis.kept, strict=True)
        if not rules.leaves_out(line)
    ]
    if rules.include_shipping:
        kept = money.shipping_kept if with_tax else money.shipping_kept_excl_tax
        parts.append(_Part(kept))
    if money.fees:
        parts.append(_Part(money.earning_fees(with_tax=with_tax)))
    return parts


def _share_kept(line: PricedLine, paid: Decimal, kept: Decimal) -> Fraction:
    """By pieces where pieces came back, else by the line's own money."""
    if paid and not kept:
        return Fraction(0)
    if line.refunded_quantity:
        return _WHOLE - Fraction(line.refunded_quantity) / Fraction(line.quantity)
    if line.refunded_amount and paid:
        return max(1 - Fraction(line.refunded_amount) / Fraction(paid), Fraction(0))
    return _WHOLE


def _matched(
    parts: Sequence[_Part], basis: EarningBasis, rules: EarningRules
) -> Iterator[tuple[int, Bonus, list[_Part]]]:
    """Each bonus that runs, by priority: its index, itself and the parts it is for.

    A bonus that stops is the last for the parts it has matched. Shipping goes with the
    bonuses that are for all.
    """
    left = list(parts)
    for index, bonus in enumerate(rules.bonuses):
        if bonus.runs(basis.placed_at):
            fits = [
                bonus.matches(part.line) if part.line else bonus.for_all for part in left
            ]
            yield index, bonus, list(compress(left, fits))
            if bonus.stop:
                left = [part for part, fit in zip(left, fits, strict=True) if not fit]
