"""Where customers stand, and why."""

from tiers.queries.measures import (
    CHANGES,
    Measure,
    due_sql,
    measure_of,
    select,
    to_review,
)
from tiers.queries.plans import levels_of, plan_of
from tiers.queries.standings import bought, level_of, pinned
from tiers.queries.telling import Progress, progress

__all__ = [
    "CHANGES",
    "Measure",
    "Progress",
    "bought",
    "due_sql",
    "level_of",
    "levels_of",
    "measure_of",
    "pinned",
    "plan_of",
    "progress",
    "select",
    "to_review",
]
