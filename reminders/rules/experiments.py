"""What a campaign has brought, compared with customers held out of it by lot.

Everybody who was to be written to counts, also those whose mail was stopped at the last
moment: both groups are chosen before anything happens to them.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

# Groups smaller than this say nothing.
LEAST = 30
# 95 % of a normal distribution lies within so many deviations.
Z = Decimal("1.96")


@dataclass(frozen=True, slots=True)
class ExperimentGroup:
    """``people``, what they spent in all, and the sum of the squares of it."""

    people: int
    spent: Decimal
    squares: Decimal

    @property
    def mean(self) -> Decimal:
        return self.spent / self.people

    @property
    def variance_of_mean(self) -> Decimal:
        spread = self.squares - self.spent * self.spent / self.people
        return max(spread, Decimal(0)) / (self.people - 1) / self.people


@dataclass(frozen=True, slots=True)
class Uplift:
    """What the campaign has brought in all, most likely, and at least and at most.

    All three are None where there is not enough yet; ``weeks`` is how long it may take at
    the present pace until chance no longer explains it, None where nobody can say.
    """

    revenue: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    weeks: int | None = None

    @property
    def is_proven(self) -> bool:
        return self.low is not None and self.high is not None and self.low * self.high > 0


def uplift(written: ExperimentGroup, held: ExperimentGroup, *, days: int) -> Uplift:
    """``days`` is how long it took to gather the two groups."""
    if written.people < LEAST or held.people < LEAST:
        return Uplift(weeks=_weeks(min(written.people, held.people), Decimal(LEAST), days))
    effect = written.mean - held.mean
    margin = Z * (written.variance_of_mean + held.variance_of_mean).sqrt()
    revenue, around = effect * written.people, margin * written.people
    weeks = None
    if effect and margin >= abs(effect):
        # Four times the people halve the margin.
        needed = held.people * (margin / effect) ** 2
        weeks = _weeks(held.people, needed, days)
    cents = Decimal("0.01")
    return Uplift(
        revenue.quantize(cents),
        (revenue - around).quantize(cents),
        (revenue + around).quantize(cents),
        weeks,
    )


def _weeks(have: int, needed: Decimal, days: int) -> int | None:
    if not have or not days:
        return None
    more = (needed - have) * days / have / 7
    return max(1, int(more.to_integral_value(ROUND_CEILING)))
