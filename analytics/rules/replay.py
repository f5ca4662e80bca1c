"""One customer's past again, under other rules: what their orders would have given.

Points are earned by the very functions that settle orders, and end by those that date
lots. How somebody would have behaved is not guessed: they turn points into vouchers when
they did, and the same share of what they have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from core.days import last_day, local_day
from earning.rules import converting, lifetime
from earning.rules.formula import EarningBasis, EarningRules, is_counting, points_of
from earning.rules.frozen_terms import FrozenTerms
from earning.rules.lifetime import Lifetime


@dataclass(frozen=True, slots=True)
class DraftTerms:
    """The rules that are tried. ``least`` and ``step`` are those of converting."""

    earning: EarningRules
    lifetime: Lifetime
    value: Decimal
    least: int
    step: int


@dataclass(frozen=True, slots=True)
class PastOrder:
    """``counted_at``: since when it counts, or would; ``earns``: it is no history from
    before the shop's orders earned anything.
    """

    counted_at: datetime
    states_seen: Mapping[str, datetime]
    basis: EarningBasis
    multiplier: Decimal = Decimal(1)
    earns: bool = True


@dataclass(frozen=True, slots=True)
class PastConversion:
    """``share`` of the points that could be spent became a voucher then; ``used``: what
    part of the voucher was used in the end.
    """

    at: datetime
    share: Fraction
    used: Fraction = Fraction(0)


@dataclass(slots=True)
class _Lot:
    activates_at: datetime
    expires_at: datetime | None
    left: int

    def can_be_spent(self, at: datetime) -> bool:
        ended = self.expires_at is not None and self.expires_at <= at
        return self.activates_at <= at and not ended and self.left > 0


@dataclass(slots=True)
class ReplayedMonth:
    """Points that were given, became vouchers and expired in a month; what the vouchers
    are worth, and what of them was used.
    """

    given: int = 0
    converted: int = 0
    expired: int = 0
    issued: Decimal = Decimal(0)
    used: Decimal = Decimal(0)

    def add(self, other: "ReplayedMonth") -> None:
        self.given += other.given
        self.converted += other.converted
        self.expired += other.expired
        self.issued += other.issued
        self.used += other.used


@dataclass(slots=True)
class ReplayedCustomer:
    """Months by their first day, and the points that are left."""

    months: dict[date, ReplayedMonth] = field(default_factory=dict)
    left: int = 0

    @property
    def given(self) -> int:
        return sum(month.given for month in self.months.values())

    def month(self, day: date) -> ReplayedMonth:
        return self.months.setdefault(day.replace(day=1), ReplayedMonth())


def replay(
    orders: Sequence[PastOrder],
    conversions: Iterable[PastConversion],
    terms: DraftTerms,
    *,
    newcomer: bool,
    now: datetime,
) -> ReplayedCustomer:
    """``orders`` by when they count; ``newcomer``: none of theirs is from before."""
    told = ReplayedCustomer()
    lots: list[_Lot] = []
    coming = sorted(conversions, key=lambda each: each.at)
    for lot, counted_at in _earned(orders, terms, newcomer=newcomer):
        while coming and coming[0].at < counted_at:
            _convert(told, lots, coming.pop(0), terms)
        told.month(local_day(counted_at, terms.lifetime.zone)).given += lot.left
        lots.append(lot)
    for conversion in coming:
        _convert(told, lots, conversion, terms)
    for lot in lots:
        if lot.expires_at is None or lot.expires_at > now:
            told.left += lot.left
        elif lot.left:
            told.month(last_day(lot.expires_at, terms.lifetime.zone)).expired += lot.left
    return told


def _earned(
    orders: Sequence[PastOrder], terms: DraftTerms, *, newcomer: bool
) -> Iterator[tuple[_Lot, datetime]]:
    first = newcomer and terms.earning.first_order > 0
    for order in orders:
        if not order.earns or not is_counting(order.states_seen, terms.earning):
            continue
        frozen = FrozenTerms(multiplier=order.multiplier, first_order=first)
        if points := points_of(order.basis, rules=terms.earning, frozen=frozen):
            first = False
            active = lifetime.activates_at(order.counted_at, terms.lifetime)
            end = lifetime.expires_at(active, terms.lifetime)
            yield _Lot(active, end, points), order.counted_at


def _convert(
    told: ReplayedCustomer, lots: list[_Lot], conversion: PastConversion, terms: DraftTerms
) -> None:
    """The soonest to expire first, in the steps that the rules allow."""
    open_lots = [lot for lot in lots if lot.can_be_spent(conversion.at)]
    available = sum(lot.left for lot in open_lots)
    asked = int(available * conversion.share)
    points = converting.convertible(asked, least=terms.least, step=terms.step)
    if not points:
        return
    month = told.month(local_day(conversion.at, terms.lifetime.zone))
    worth = converting.worth(points, terms.value)
    month.converted += points
    month.issued += worth
    part = conversion.used
    month.used += (worth * part.numerator / part.denominator).quantize(Decimal("0.01"))
    for lot in sorted(open_lots, key=_ending):
        taken = min(points, lot.left)
        lot.left -= taken
        points -= taken


def _ending(lot: _Lot) -> tuple[bool, datetime]:
    return lot.expires_at is None, lot.expires_at or lot.activates_at
