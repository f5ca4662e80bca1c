"""Answers about points, with known query counts."""

from points.queries.balance import (
    Balance,
    Coming,
    Expiring,
    balance,
)
from points.queries.books import Fault, faults
from points.queries.conditions import Chapter, Conditions, conditions
from points.queries.entitlement import (
    RulesByTime,
    entitlement,
    instant_of,
    multiplier_of,
    out_of_step,
    priced_lines,
    rules_at,
    rules_of,
)
from points.queries.history import (
    Line,
    converted_by,
    debts,
    lines,
    lots,
    movements,
    reasons,
)
from points.queries.overview import (
    Available,
    Outstanding,
    Posted,
    outstanding,
    with_available,
    with_posted,
)
from points.queries.programme import changes, earning, previous, sentences
from points.queries.telling import Told, cause, movements_of, told

__all__ = [
    "Available",
    "Balance",
    "Chapter",
    "Coming",
    "Conditions",
    "Expiring",
    "Fault",
    "Line",
    "Outstanding",
    "Posted",
    "RulesByTime",
    "Told",
    "balance",
    "cause",
    "changes",
    "conditions",
    "converted_by",
    "debts",
    "earning",
    "entitlement",
    "faults",
    "instant_of",
    "lines",
    "lots",
    "movements",
    "movements_of",
    "multiplier_of",
    "out_of_step",
    "outstanding",
    "previous",
    "priced_lines",
    "reasons",
    "rules_at",
    "rules_of",
    "sentences",
    "told",
    "with_available",
    "with_posted",
]
