"""Campaigns that do nothing, and campaigns that work, looked at once a week for a year.

Drawn with fixed seeds and judged by the product's own functions: how often chance is taken
for an effect, and how often a true one is found.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.measure import Figure, Size
from reminders.rules.experiments import ExperimentGroup, effect

WEEKS = 52
MAILS_A_WEEK = 50
# So many weeks after a person was chosen what they bought is known: sixty days.
KNOWN_AFTER = 9
# Of customers, who buy within sixty days anyway.
BUY_ANYWAY = 0.20
# What the guide advises to begin with.
ADVISED = 0.50
TRUE_EFFECT = 0.50


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A campaign's year: ``more`` is what it adds to who buy anyway, as a share of them."""

    seed: int
    more: float = 0.0
    held_out: float = ADVISED
    buy_anyway: float = BUY_ANYWAY

    def finds(self) -> bool:
        """Whether the page says, in any week of the year, that it has had an effect."""
        draw = random.Random(self.seed)  # noqa: S311 -- the same year each time
        counts = {True: [0, 0], False: [0, 0]}
        for week in range(WEEKS - KNOWN_AFTER):
            for _ in range(MAILS_A_WEEK):
                held = draw.random() < self.held_out
                chance = self.buy_anyway * (1 if held else 1 + self.more)
                counts[held][0] += 1
                counts[held][1] += draw.random() < chance
            written, kept = (ExperimentGroup(*counts[held]) for held in (False, True))
            if effect(written, kept, days=7 * (week + 1)).is_proven:
                return True
        return False


def share_found(campaigns: int, *, more: float, held_out: float = ADVISED) -> float:
    """Of so many campaigns, those of which an effect is told; in percent."""
    years = (Year(seed=seed, more=more, held_out=held_out) for seed in range(campaigns))
    return 100 * sum(year.finds() for year in years) / campaigns


def figures(size: Size) -> Iterator[Figure]:
    """Against what is promised: of campaigns that do nothing 95 of 100 are never said to
    work, and 80 of 100 that work are found.
    """
    campaigns = size.pick(tiny=4, usual=400)
    for held_out in (ADVISED, 0.10):
        quiet = 100 - share_found(campaigns, more=0, held_out=held_out)
        name = f"no false alarm, {held_out:.0%} held out"
        yield Figure(name, quiet, 95.0, "%", "≥ 95")
    found = share_found(campaigns, more=TRUE_EFFECT)
    yield Figure("+50 % found, 50 mails a week", found, 80.0, "%", "≥ 80")
    found = share_found(campaigns, more=TRUE_EFFECT, held_out=0.10)
    yield Figure("+50 % found, 10 % held out", found, 80.0, "%", "for comparison")
