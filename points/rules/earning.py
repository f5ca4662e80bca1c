"""What an order earns. One formula, ``points_of``; docs/programme.md says it in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import compress
from math import floor

from core.money import ZERO, to_cent
from shop.rules import Line, kept_of, net_of_discount, shipping_kept

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

    def matches(self, line: Line) -> bool:
        return (
            self.for_all
            or line.product in self.products
            or not self.categories.isdisjoint(line.categories)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """The part of a rule version that says what an order earns.

    Without ``categories`` all earn; ``bonuses`` stand in the order of their priority.
    """

    ratio: Decimal
    points_per_block: int
    earn_on_sale: bool
    giving: frozenset[str]
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

    def leaves_out(self, line: Line) -> str:
        """Why a line earns nothing: ``gift_card``, ``on_sale``, ``category``; or empty.

        Where a line stands must be known for it to be let in.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """An order as it now stands, as far as it matters to what it earns."""

    lines: Sequence[Line]
    placed_at: datetime
    discount: Decimal = ZERO
    refunded_amount: Decimal = ZERO
    shipping: Decimal = ZERO
    shipping_excl_tax: Decimal | None = None
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What an order's lot keeps from the moment of the first settlement.

    ``multiplier`` is that of the owner's group then; ``first_order``: it was his first.
    """

    multiplier: Decimal = Decimal(1)
    first_order: bool = False


def qualifies(states_seen: Mapping[str, datetime], earning: Earning) -> bool:
    """Whether the latest decisive state was a granting one.

    A state that neither gives nor cancels leaves an order as it was.
    """
    decisive = [
        (at, state in earning.cancelling, state)
        for state, at in states_seen.items()
        if state in earning.giving | earning.cancelling
    ]
    return bool(decisive) and max(decisive)[2] in earning.giving


def points_of(purchase: Purchase, *, earning: Earning, frozen: Frozen) -> int:
    """A function of the order as it stands, so that n refunds are as one."""
    return breakdown(purchase, earning=earning, frozen=frozen).points


@dataclass(frozen=True, slots=True)
class Run:
    """A bonus at work: the ``blocks`` it adds to the rate's, or the ``points``."""

    place: int
    blocks: Decimal
    points: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How many points an order earns, and how it comes to them, step by step.

    ``base`` is the money that counts, in ``blocks`` whole; a run's ``place`` is that of
    its bonus in ``earning.bonuses``.
    """

    earning: Earning
    frozen: Frozen
    base: Decimal
    blocks: Decimal
    runs: Sequence[Run]

    @property
    def exact(self) -> Decimal:
        """What the rate gives before it is rounded."""
        rate = self.earning.points_per_block * self.frozen.multiplier
        return rate * (self.blocks + sum((run.blocks for run in self.runs), Decimal(0)))

    @property
    def uncapped(self) -> int:
        """A group whose multiplier is zero earns nothing at all."""
        if not self.frozen.multiplier:
            return 0
        return self.earning.whole(self.exact) + sum(run.points for run in self.runs)

    @property
    def capped(self) -> int:
        ceiling = self.earning.ceiling
        return self.uncapped if ceiling is None else min(self.uncapped, ceiling)

    @property
    def first_order(self) -> int:
        """Only beside points of its own: an order that earns nothing leaves no trace."""
        return self.earning.first_order if self.capped and self.frozen.first_order else 0

    @property
    def points(self) -> int:
        return self.capped + self.first_order


def breakdown(purchase: Purchase, *, earning: Earning, frozen: Frozen) -> Breakdown:
    parts = _parts(purchase, earning)
    amount = sum((part.amount for part in parts), ZERO)
    runs = [
        _run(place, bonus, matched, earning)
        for place, bonus, matched in _matched(parts, purchase, earning)
    ]
    return Breakdown(earning, frozen, amount, earning.blocks(amount), runs)


def _run(place: int, bonus: Bonus, matched: list["_Part"], earning: Earning) -> Run:
    if bonus.points:
        return Run(place, Decimal(0), sum(part.pieces(bonus.points) for part in matched))
    theirs = sum((part.amount for part in matched), ZERO)
    return Run(place, (bonus.factor - 1) * earning.blocks(theirs), 0)


@dataclass(frozen=True, slots=True)
class _Part:
    """What is kept of a line that counts, or of the shipping, which is no line.

    ``share`` is the part of the line's pieces that was not refunded.
    """

    amount: Decimal
    line: Line | None = None
    share: Fraction = _WHOLE

    def pieces(self, points: int) -> int:
        """So many points a piece, for those that are kept."""
        return floor(points * self.line.quantity * self.share) if self.line else 0


def _parts(purchase: Purchase, earning: Earning) -> list[_Part]:
    lines, with_tax = purchase.lines, earning.with_tax(purchase.country)
    paid = net_of_discount(lines, purchase.discount)
    kept = kept_of(paid, lines, purchase.refunded_amount)
    parts = [
        _Part(
            amount if with_tax else line.without_tax(amount),
            line,
            # Asked by bonuses alone, and most shops have none.
            _share_kept(line, net, amount) if earning.bonuses else _WHOLE,
        )
        for line, net, amount in zip(lines, paid, kept, strict=True)
        if not earning.leaves_out(line)
    ]
    if earning.include_shipping:
        parts.append(_Part(_shipping(purchase, with_tax=with_tax)))
    return parts


def _share_kept(line: Line, paid: Decimal, kept: Decimal) -> Fraction:
    """By pieces where pieces came back, else by the line's own money."""
    if paid and not kept:
        return Fraction(0)
    if line.refunded_quantity:
        return _WHOLE - Fraction(line.refunded_quantity, line.quantity)
    if line.refunded_amount and paid:
        return max(1 - Fraction(line.refunded_amount) / Fraction(paid), Fraction(0))
    return _WHOLE


def _shipping(purchase: Purchase, *, with_tax: bool) -> Decimal:
    paid = purchase.shipping
    kept = shipping_kept(
        purchase.lines,
        discount=purchase.discount,
        refunded_amount=purchase.refunded_amount,
        shipping=paid,
    )
    if with_tax or purchase.shipping_excl_tax is None or not paid:
        return kept
    return to_cent(kept * purchase.shipping_excl_tax / paid)


def _matched(
    parts: Sequence[_Part], purchase: Purchase, earning: Earning
) -> Iterator[tuple[int, Bonus, list[_Part]]]:
    """Each rule that runs, by priority, with its place and what it is for. A rule that
    stops ends it for what it has matched; shipping goes with the rules that are for all.
    """
    left = list(parts)
    for place, bonus in enumerate(earning.bonuses):
        if bonus.runs(purchase.placed_at):
            fits = [
                bonus.matches(part.line) if part.line else bonus.for_all for part in left
            ]
            yield place, bonus, list(compress(left, fits))
            if bonus.stop:
                left = [part for part, fit in zip(left, fits, strict=True) if not fit]
