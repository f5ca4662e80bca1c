"""What the programme promises, in arithmetic. No database, no clock."""

from points.rules.acting import period_start, trace
from points.rules.earning import (
    Bonus,
    Breakdown,
    Earning,
    Frozen,
    Purchase,
    breakdown,
    points_of,
    qualifies,
)
from points.rules.life import (
    Lifetime,
    Respite,
    activates_at,
    at_least_until,
    expires_at,
)
from points.rules.spending import convertible, least_convertible, spend, worth

__all__ = [
    "Bonus",
    "Breakdown",
    "Earning",
    "Frozen",
    "Lifetime",
    "Purchase",
    "Respite",
    "activates_at",
    "at_least_until",
    "breakdown",
    "convertible",
    "expires_at",
    "least_convertible",
    "period_start",
    "points_of",
    "qualifies",
    "spend",
    "trace",
    "worth",
]
