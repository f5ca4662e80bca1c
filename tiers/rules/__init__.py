"""What counts towards a tier, in which window, and how far the next one is."""

from tiers.rules.measuring import (
    Amounts,
    Step,
    amounts_of,
    leaves_at,
    percent_of,
    walk,
    window_start,
)
from tiers.rules.plans import COLOURS, Plan, TierPlan, fault_of, plan_read

__all__ = [
    "COLOURS",
    "Amounts",
    "Plan",
    "Step",
    "TierPlan",
    "amounts_of",
    "fault_of",
    "leaves_at",
    "percent_of",
    "plan_read",
    "walk",
    "window_start",
]
