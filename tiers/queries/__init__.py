"""Where customers stand, and why."""

from tiers.queries.measures import (
    CHANGES,
    Measure,
    due_sql,
    measure_of,
    select,
    to_review,
)
from tiers.queries.nearness import on_the_way
from tiers.queries.outcome import Comparison, compare, measure_by, statistics
from tiers.queries.plans import plan_of, tiers_of
from tiers.queries.proof import faults, miscounted
from tiers.queries.rights import Offered, goods_for, offered, rights_of
from tiers.queries.standings import (
    about_to_fall,
    bought,
    in_grace,
    pinned,
    tier_of,
    tiers_called,
)
from tiers.queries.telling import Progress, progress

__all__ = [
    "CHANGES",
    "Comparison",
    "Measure",
    "Offered",
    "Progress",
    "about_to_fall",
    "bought",
    "compare",
    "due_sql",
    "faults",
    "goods_for",
    "in_grace",
    "measure_by",
    "measure_of",
    "miscounted",
    "offered",
    "on_the_way",
    "pinned",
    "plan_of",
    "progress",
    "rights_of",
    "select",
    "statistics",
    "tier_of",
    "tiers_called",
    "tiers_of",
    "to_review",
]
