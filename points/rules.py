"""What the programme promises, in arithmetic. No database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

from core.days import close_of, local_day, months_after
from core.money import CENT, ZERO, to_cent
from shop.rules import Line, goods_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """The part of a rule version that says what an order earns."""

    ratio: Decimal
    points_per_block: int
    earn_on_sale: bool
    giving: frozenset[str]
    cancelling: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """When points can be spent. ``validity`` None: they never expire."""

    pending_days: int
    validity: int | None
    in_months: bool
    zone: ZoneInfo


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


def base(
    lines: Sequence[Line],
    *,
    discount: Decimal,
    refunded_amount: Decimal,
    earning: Earning,
) -> Decimal:
    """The money that earns: eligible goods, net of discounts and refunds."""
    kept = goods_kept(lines, discount=discount, refunded_amount=refunded_amount)
    return sum(
        (
            amount
            for amount, line in zip(kept, lines, strict=True)
            if earning.earn_on_sale or not line.on_sale
        ),
        ZERO,
    )


def earned(amount: Decimal, *, earning: Earning, multiplier: Decimal) -> int:
    """Whole blocks, then whole points: 29,90 € at 1 per 10 € are 2 points."""
    blocks = (amount / earning.ratio).to_integral_value(ROUND_FLOOR)
    points = blocks * earning.points_per_block * multiplier
    return int(points.to_integral_value(ROUND_FLOOR))


def activates_at(qualified_at: datetime, life: Lifetime) -> datetime:
    return qualified_at + timedelta(days=life.pending_days)


def expires_at(activates_at: datetime, life: Lifetime) -> datetime | None:
    """The midnight that closes the last local day of validity."""
    if life.validity is None:
        return None
    first = local_day(activates_at, life.zone)
    last = (
        months_after(first, life.validity)
        if life.in_months
        else first + timedelta(days=life.validity)
    )
    return close_of(last, life.zone)


@dataclass(frozen=True, slots=True)
class Respite:
    """For how many days at least points given back can be spent. 0: their own dates."""

    days: int
    zone: ZoneInfo


def at_least_until(
    end: datetime | None, now: datetime, respite: Respite
) -> datetime | None:
    """When a lot ends to which points come back at ``now``: not sooner than before."""
    if end is None or not respite.days:
        return end
    last = local_day(now, respite.zone) + timedelta(days=respite.days)
    return max(end, close_of(last, respite.zone))


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
