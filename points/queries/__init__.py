"""Answers about points, with known query counts."""

from points.queries.balance import Balance, Expiring, available, balance, worth
from points.queries.books import Fault, faults
from points.queries.entitlement import (
    RulesByTime,
    entitlement,
    multiplier_of,
    out_of_step,
    priced,
    rules_at,
    rules_of,
)
from points.queries.history import (
    converted_by,
    debts,
    lot_of,
    lots,
    movements,
    reasons,
)

__all__ = [
    "Balance",
    "Expiring",
    "Fault",
    "RulesByTime",
    "available",
    "balance",
    "converted_by",
    "debts",
    "entitlement",
    "faults",
    "lot_of",
    "lots",
    "movements",
    "multiplier_of",
    "out_of_step",
    "priced",
    "reasons",
    "rules_at",
    "rules_of",
    "worth",
]
