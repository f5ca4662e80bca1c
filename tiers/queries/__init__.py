"""Where customers stand, and why."""

from tiers.queries.audit import inconsistencies, miscounted
from tiers.queries.comparison import Comparison, compare, measure_by, statistics
from tiers.queries.measures import (
    CHANGES,
    Measure,
    due_sql,
    measure_of,
    select,
    to_review,
)
from tiers.queries.next_tier import near_next_tier
from tiers.queries.plans import plan_of, tiers_of
from tiers.queries.progress import Progress, progress
from tiers.queries.standings import (
    about_to_fall,
    bought,
    in_grace,
    pinned,
    tier_of,
    tiers_by_id,
)

__all__ = [
    "CHANGES",
    "Comparison",
    "Measure",
    "Progress",
    "about_to_fall",
    "bought",
    "compare",
    "due_sql",
    "in_grace",
    "inconsistencies",
    "measure_by",
    "measure_of",
    "miscounted",
    "near_next_tier",
    "pinned",
    "plan_of",
    "progress",
    "select",
    "statistics",
    "tier_of",
    "tiers_by_id",
    "tiers_of",
    "to_review",
]
