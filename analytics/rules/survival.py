"""How much of what is owed is going to be used, told from what became of earlier months.

What was earned in one month is followed month by month: of what was still there at the
beginning of an age, how much was used at that age, and how much left otherwise. From
these shares follows what part of anything of some age will be used in the end. It is a
guess from so many months, and what they differ among each other is its uncertainty.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

from analytics.rules.owed import Flow, FlowKind

# Fewer months of earning tell nothing.
LEAST_MONTHS = 4
# 95 % of a normal distribution lies within so many deviations.
Z = 1.96


@dataclass(frozen=True, slots=True)
class Age:
    """Months since it was earned; of what was there then, how much was ``used`` at this
    age, and what part of it will be in the end.
    """

    months: int
    at_risk: Decimal
    used: Decimal
    left_otherwise: Decimal
    probability: float


@dataclass(frozen=True, slots=True)
class Probability:
    """Of use, between 0 and 1, and within which bounds in 95 of 100 cases.

    ``months`` is how many months of earning it is told from; without bounds it was set by
    somebody, or there are too few months to tell.
    """

    likely: float
    low: float | None = None
    high: float | None = None
    months: int = 0


type _Cohorts = Mapping[date, Mapping[int, tuple[float, float]]]


def curve(flows: Iterable[Flow], day: date) -> list[Age]:
    """One row for each age that has been seen, from 0 on."""
    cohorts = _cohorts(flows, day)
    return list(_ages(cohorts, day, [*cohorts]))


def probability_of_use(flows: Sequence[Flow], day: date) -> Probability | None:
    """Of what is owed on ``day``; None where there are too few months to tell.

    The bounds come from leaving out one month of earning after the other.
    """
    cohorts = _cohorts(flows, day)
    seen = [month for month in cohorts if _age(month, day) > 0]
    if len(seen) < LEAST_MONTHS:
        return None
    owed = _owed_by_age(flows, day)
    likely = _weighted(_ages(cohorts, day, [*cohorts]), owed, day)
    without = [
        _weighted(_ages(cohorts, day, _all_but(month, cohorts)), owed, day)
        for month in seen
    ]
    mean, count = sum(without) / len(without), len(without)
    spread = sum((each - mean) ** 2 for each in without) * (count - 1) / count
    around = Z * sqrt(spread)
    return Probability(likely, max(0.0, likely - around), min(1.0, likely + around), count)


def _all_but(month: date, cohorts: _Cohorts) -> list[date]:
    return [other for other in cohorts if other != month]


def _age(month: date, day: date) -> int:
    return (day.year - month.year) * 12 + day.month - month.month


def _cohorts(flows: Iterable[Flow], day: date) -> _Cohorts:
    """By month of earning and age: what was used, and what came or left otherwise."""
    moved: defaultdict[date, defaultdict[int, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0.0, 0.0])
    )
    for flow in flows:
        cell = moved[flow.since]
        age = max(0, _age(flow.since, flow.booked))
        used = flow.kind is FlowKind.USED
        cell[age][0 if used else 1] += float(-flow.amount if used else flow.amount)
        if flow.ended_in and not flow.lives_after(day):
            cell[max(0, _age(flow.since, flow.ended_in))][1] -= float(flow.amount)
    return {
        month: {age: (used, other) for age, (used, other) in moved[month].items()}
        for month in sorted(moved)
    }


def _ages(cohorts: _Cohorts, day: date, months: Sequence[date]) -> list[Age]:
    """What was given at an age counts as there from its beginning."""
    oldest = max((_age(month, day) for month in months), default=-1)
    rows: list[tuple[int, float, float, float]] = []
    held = dict.fromkeys(months, 0.0)
    for age in range(oldest + 1):
        at_risk = gone_used = gone_other = 0.0
        for month in months:
            if _age(month, day) < age:
                continue
            used, other = cohorts[month].get(age, (0.0, 0.0))
            there = held[month] + max(other, 0.0)
            at_risk, gone_used = at_risk + there, gone_used + used
            gone_other += max(-other, 0.0)
            held[month] += other - used
        rows.append((age, at_risk, gone_used, gone_other))
    return _from_the_end(rows)


def _from_the_end(rows: Sequence[tuple[int, float, float, float]]) -> list[Age]:
    """Beyond the oldest age that was seen nothing is known to be used."""
    later, told = 0.0, []
    for age, at_risk, used, other in reversed(rows):
        if at_risk > 0:
            share = min(max(used / at_risk, 0.0), 1.0)
            stays = min(max(1 - (used + other) / at_risk, 0.0), 1.0 - share)
            later = share + stays * later
        told.append(
            Age(
                age,
                Decimal(round(at_risk)),
                Decimal(round(used)),
                Decimal(round(other)),
                later,
            )
        )
    return told[::-1]


def _owed_by_age(flows: Iterable[Flow], day: date) -> dict[int, float]:
    owed: defaultdict[int, float] = defaultdict(float)
    for flow in flows:
        if flow.lives_after(day):
            owed[max(0, _age(flow.since, day))] += float(flow.amount)
    return {age: amount for age, amount in owed.items() if amount > 0}


def _weighted(ages: Iterable[Age], owed: Mapping[int, float], day: date) -> float:
    """By what is owed of each age; without anything owed, of what is just earned.

    What is left on a day has come through so much of its month without being used.
    """
    known = {age.months: age.probability for age in ages}
    if not owed or not known:
        return known.get(0, 0.0)
    oldest = known[max(known)]
    passed = day.day / monthrange(day.year, day.month)[1]
    total = sum(owed.values())
    return (
        sum(
            amount
            * ((1 - passed) * known.get(age, oldest) + passed * known.get(age + 1, oldest))
            for age, amount in owed.items()
        )
        / total
    )
