"""Which tiers customers hold, how far they are, and what other tiers would change."""

from tiers.queries.audit import inconsistencies, miscounted
from tiers.queries.comparison import Comparison, compare, measure_by
from tiers.queries.measures import Measure, measure_of
from tiers.queries.next_tier import near_next_tier
from tiers.queries.plans import plan_of
from tiers.queries.progress import Progress, progress
from tiers.queries.standings import bought, pinned, tier_of
from tiers.queries.statistics import statistics

__all__ = [
    "Comparison",
    "Measure",
    "Progress",
    "bought",
    "compare",
    "inconsistencies",
    "measure_by",
    "measure_of",
    "miscounted",
    "near_next_tier",
    "pinned",
    "plan_of",
    "progress",
    "statistics",
    "tier_of",
]
