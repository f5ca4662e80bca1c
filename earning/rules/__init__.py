"""What an order earns, from when until when, and what it is worth, in arithmetic.

No database, no clock.
"""

from earning.rules.converting import worth
from earning.rules.formula import (
    EarningBasis,
    EarningBreakdown,
    FrozenTerms,
    breakdown,
    points_of,
)
from earning.rules.lifetime import activates_at, at_least_until, expires_at

__all__ = [
    "EarningBasis",
    "EarningBreakdown",
    "FrozenTerms",
    "activates_at",
    "at_least_until",
    "breakdown",
    "expires_at",
    "points_of",
    "worth",
]
