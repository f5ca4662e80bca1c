"""What a campaign has brought, compared with customers held out of it by lot.

Each person counts once in a campaign, with the group they were drawn into when it first
chose them, also where their mail was stopped at the last moment: both groups are chosen
before anything happens to them.

The page is looked at again and again. A fixed interval of 95 % is wrong sooner or later
that way; the bounds here are a confidence sequence: in 95 of 100 campaigns that do nothing
they never leave zero out, however often one looks. It is the normal mixture of Robbins,
in the form that holds for means of many people (Waudby-Smith, Arbour, Sinha, Kennedy and
Ramdas, « Time-uniform central limit theory and asymptotic confidence sequences »).
"""

from dataclasses import dataclass
from math import ceil, log, sqrt

# Fewer buyers in a group than this, and the variance is not known well enough.
LEAST_BUYERS = 5
ALPHA = 0.05
# For so many people the bounds are tightest: a year of fifty mails a week.
TUNED_TO = 2000
# What is asked for, where somebody wants to know how long it takes: half as many again.
WORTH_FINDING = 0.5
# Nobody waits longer than two years for an answer.
MOST_WEEKS = 104

_RHO = (-2 * log(ALPHA) + log(-2 * log(ALPHA)) + 1) / TUNED_TO


@dataclass(frozen=True, slots=True)
class ExperimentGroup:
    """``people``, how many of them have bought, what they spent in all, and the sum of the
    squares of what each spent.
    """

    people: int = 0
    buyers: int = 0
    spent: float = 0.0
    squares: float = 0.0

    @property
    def share(self) -> float:
        """Of buyers; 0 without people."""
        return self.buyers / self.people if self.people else 0.0

    @property
    def mean(self) -> float:
        return self.spent / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """A difference, written to less held out, and within which bounds it lies."""

    likely: float
    low: float
    high: float

    @property
    def is_proven(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Effect:
    """``bought``: of one person, the chance to buy. ``spent``: money of one person, told
    only where it is sure that more, or fewer, have bought. ``weeks`` is how long it may
    still take until half as many buyers again would be found, None where nobody can say.
    """

    written: ExperimentGroup
    held: ExperimentGroup
    bought: Bounds | None = None
    spent: Bounds | None = None
    weeks: int | None = None

    @property
    def is_proven(self) -> bool:
        return self.bought is not None and self.bought.is_proven


def effect(written: ExperimentGroup, held: ExperimentGroup, *, days: int) -> Effect:
    """``days`` is how long it took to gather the people of the two groups."""
    weeks = _weeks(written, held, days)
    if min(written.buyers, held.buyers) < LEAST_BUYERS:
        return Effect(written, held, weeks=weeks)
    people = written.people + held.people
    share = (written.buyers + held.buyers) / people
    bought = _bounds(written.share - held.share, share * (1 - share), written, held)
    if not bought.is_proven:
        return Effect(written, held, bought, weeks=weeks)
    mean = (written.spent + held.spent) / people
    variance = (written.squares + held.squares) / people - mean * mean
    spent = _bounds(written.mean - held.mean, max(variance, 0.0), written, held)
    return Effect(written, held, bought, spent if spent.is_proven else None)


def half_width(variance: float, written: int, held: int) -> float:
    """Of the bounds around a difference of two means, at any number of people.

    ``variance``: of one person's outcome, the same in both groups.
    """
    known = (written + held) * _RHO
    factor = 2 * (1 + 1 / known) * log(sqrt(known + 1) / ALPHA)
    return sqrt(variance * (1 / written + 1 / held) * factor)


def _bounds(
    likely: float, variance: float, written: ExperimentGroup, held: ExperimentGroup
) -> Bounds:
    around = half_width(variance, written.people, held.people)
    return Bounds(likely, likely - around, likely + around)


def _weeks(written: ExperimentGroup, held: ExperimentGroup, days: int) -> int | None:
    """At the present pace, and hold-out, and share of buyers."""
    people = written.people + held.people
    share = held.share or written.share
    if not days or not share or not held.people or not written.people:
        return None
    needed = people_needed(share, held.people / people)
    if needed <= people:
        return None
    return ceil((needed - people) * days / people / 7)


def people_needed(share: float, held_out: float) -> int:
    """How many people it takes until half as many buyers again are found, most likely.

    ``share``: of those who buy anyway. ``held_out``: of all, between 0 and 1.
    """
    more = share * WORTH_FINDING
    pooled = min(share + more * (1 - held_out), 1.0)
    people = 100
    # The bounds narrow faster than any step grows: found within some sixty steps.
    while (
        half_width(
            pooled * (1 - pooled), ceil(people * (1 - held_out)), ceil(people * held_out)
        )
        > more
        and people < 10**7
    ):
        people = ceil(people * 1.1)
    return people
