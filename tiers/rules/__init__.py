"""What counts towards a tier, in which window, and how far the next one is."""

from tiers.rules.measuring import (
    Amounts,
    HistoryStep,
    amounts_of,
    leaves_at,
    percent_of,
    walk,
    window_start,
)
from tiers.rules.plans import COLOURS, Plan, TierPlan, plan_from_json, problem_of

__all__ = [
    "COLOURS",
    "Amounts",
    "HistoryStep",
    "Plan",
    "TierPlan",
    "amounts_of",
    "leaves_at",
    "percent_of",
    "plan_from_json",
    "problem_of",
    "walk",
    "window_start",
]
