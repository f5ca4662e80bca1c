"""What is owed on a day, and how it came about, from the flows of the books.

A flow is what came, or went, in one month, of what was earned in one month and ends on one
day. What nobody has used by its last day leaves by itself: every flow of it is taken off
again on that day, or at once where it came later. So the night that writes expiries down
changes no figure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.days import months_after
from core.money import ZERO


class FlowKind(StrEnum):
    GIVEN = "given"
    USED = "used"
    TAKEN_BACK = "taken_back"
    # Of a gift card for one order: what that order left.
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Flow:
    """``amount`` is signed: what comes is positive, what goes negative.

    ``group`` tells apart what is counted apart: the origin of a voucher, the VAT regime of
    a card. ``since`` and ``booked`` are the first days of months; ``last_day`` is the last
    one on which it can be used, None where it never ends.
    """

    group: str
    kind: FlowKind
    since: date
    booked: date
    last_day: date | None
    amount: Decimal

    def lives_after(self, day: date) -> bool:
        return self.last_day is None or self.last_day > day

    @property
    def ended_in(self) -> date | None:
        """The month in which it leaves by itself, None where it never does."""
        if self.last_day is None:
            return None
        return max(self.booked, self.last_day.replace(day=1))


@dataclass(frozen=True, slots=True)
class Month:
    """opening + given − used − expired − taken back = closing, of one month.

    ``last`` is its last day, or the day that was asked for. ``revalued`` is what a new
    value of the point has changed in what was owed already.
    """

    last: date
    opening: Decimal = ZERO
    given: Decimal = ZERO
    used: Decimal = ZERO
    expired: Decimal = ZERO
    taken_back: Decimal = ZERO
    revalued: Decimal = ZERO
    closing: Decimal = ZERO

    @property
    def adds_up(self) -> bool:
        left = self.opening + self.given - self.used - self.expired - self.taken_back
        return left + self.revalued == self.closing


def owed(flows: Iterable[Flow], day: date) -> Decimal:
    """At the midnight that closes ``day``. Requires: the flows that were booked by then."""
    return sum((flow.amount for flow in flows if flow.lives_after(day)), ZERO)


def by_month_earned(flows: Iterable[Flow], day: date) -> dict[date, Decimal]:
    """What is owed, by the first day of the month it was earned in, in order."""
    return _nonzero((flow.since, flow.amount) for flow in flows if flow.lives_after(day))


def by_month_of_expiry(flows: Iterable[Flow], day: date) -> dict[date | None, Decimal]:
    """What is owed, by the first day of the month it ends in; None is what never ends."""
    living = [flow for flow in flows if flow.lives_after(day)]
    ending = _nonzero(
        (flow.last_day.replace(day=1), flow.amount) for flow in living if flow.last_day
    )
    never = sum((flow.amount for flow in living if flow.last_day is None), Decimal())
    told: dict[date | None, Decimal] = dict(ending.items())
    return told | {None: never} if never else told


def by_group(flows: Iterable[Flow], day: date) -> dict[str, Decimal]:
    return _nonzero((flow.group, flow.amount) for flow in flows if flow.lives_after(day))


def _nonzero[K: (date, str)](parts: Iterable[tuple[K, Decimal]]) -> dict[K, Decimal]:
    sums: defaultdict[K, Decimal] = defaultdict(Decimal)
    for key, amount in parts:
        sums[key] += amount
    return {key: sums[key] for key in sorted(sums) if sums[key]}


def movements(flows: Sequence[Flow], day: date, *, months: int) -> list[Month]:
    """The months up to that of ``day``, the earliest first."""
    first = months_after(day.replace(day=1), 1 - months)
    moved: defaultdict[date, defaultdict[str, Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for flow in flows:
        column = "expired" if flow.kind is FlowKind.LOST else flow.kind
        sign = 1 if flow.kind is FlowKind.GIVEN else -1
        moved[flow.booked][column] += sign * flow.amount
        if flow.ended_in and not flow.lives_after(day):
            moved[flow.ended_in]["expired"] += flow.amount
    before = [month for month in moved if month < first]
    opening = sum((_change(moved[month]) for month in before), ZERO)
    return list(
        _follow(opening, moved, [months_after(first, n) for n in range(months)], day)
    )


def _change(parts: dict[str, Decimal]) -> Decimal:
    left = parts.get("given", ZERO) - parts.get("used", ZERO)
    return left - parts.get("expired", ZERO) - parts.get("taken_back", ZERO)


def _follow(
    opening: Decimal,
    moved: dict[date, defaultdict[str, Decimal]],
    firsts: list[date],
    day: date,
) -> Iterator[Month]:
    for first in firsts:
        parts = moved.get(first, defaultdict(Decimal))
        closing = opening + _change(parts)
        last = min(day, _last_of(first))
        yield Month(
            last=last,
            opening=opening,
            given=parts["given"],
            used=parts["used"],
            expired=parts["expired"],
            taken_back=parts["taken_back"],
            closing=closing,
        )
        opening = closing


def _last_of(first: date) -> date:
    return date.fromordinal(months_after(first, 1).toordinal() - 1)


def in_money(months: Sequence[Month], values: Sequence[Decimal]) -> list[Month]:
    """Months of points as money: each at the value of a point on its last day.

    ``values`` begins with that of the day before the first month. What a new value, or
    rounding to the cent, changes is ``revalued``, so that each month adds up.
    """
    told = []
    for month, before, value in zip(months, values[:-1], values[1:], strict=True):
        cents = {
            name: worth_of(getattr(month, name), value)
            for name in ("given", "used", "expired", "taken_back", "closing")
        }
        priced = Month(month.last, worth_of(month.opening, before), **cents)
        left = priced.opening + priced.given - priced.used
        left -= priced.expired + priced.taken_back
        told.append(replace(priced, revalued=priced.closing - left))
    return told


def worth_of(points: Decimal, value: Decimal) -> Decimal:
    """Money, to the cent, half up: also of a negative number of points."""
    exact = abs(points) * value
    cents = exact.quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return cents if points >= 0 else -cents
