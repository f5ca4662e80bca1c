"""Answers about points, with known query counts."""

from points.queries.balance import (
    Balance,
    Coming,
    Expiring,
    balance,
)
from points.queries.books import Fault, faults
from points.queries.debts import Debt, Payment, debts, paid_since, share_of_debt
from points.queries.entitlement import (
    RulesByTime,
    entitlement,
    is_own,
    multiplier_of,
    out_of_step,
    priced_lines,
    rules_at,
    rules_of,
)
from points.queries.history import (
    Line,
    converted_by,
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
    "Coming",
    "Debt",
    "Expiring",
    "Fault",
    "Line",
    "Outstanding",
    "Payment",
    "Posted",
    "RulesByTime",
    "Told",
    "balance",
    "cause",
    "changes",
    "converted_by",
    "debts",
    "earning",
    "entitlement",
    "faults",
    "is_own",
    "lines",
    "lots",
    "movements",
    "movements_of",
    "multiplier_of",
    "out_of_step",
    "outstanding",
    "paid_since",
    "previous",
    "priced_lines",
    "reasons",
    "rules_at",
    "rules_of",
    "sentences",
    "share_of_debt",
    "told",
    "with_available",
    "with_posted",
]
