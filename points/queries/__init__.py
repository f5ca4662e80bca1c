"""Answers about points, with known query counts."""

from points.queries.acting import birthdays, still_open
from points.queries.balance import (
    Balance,
    Coming,
    Expiring,
    available_to,
    balance,
    expiring_by_customer,
)
from points.queries.books import faults
from points.queries.conditions import Chapter, Conditions, conditions
from points.queries.debts import Debt, Payment, debts, paid_since, share_of_debt
from points.queries.entitlement import (
    RulesByTime,
    booked_for,
    entitlement,
    frozen_for,
    instant_of,
    is_own,
    multiplier_of,
    newcomers,
    out_of_step,
    priced_lines,
    qualifies,
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
from points.queries.programme import changes, earning, previous, sentences, side_by_side
from points.queries.telling import Told, cause, movements_about, movements_of, told
from points.queries.terms import deed
from points.queries.why import LineTold, Why, why

__all__ = [
    "Available",
    "Balance",
    "Chapter",
    "Coming",
    "Conditions",
    "Debt",
    "Expiring",
    "Line",
    "LineTold",
    "Outstanding",
    "Payment",
    "Posted",
    "RulesByTime",
    "Told",
    "Why",
    "available_to",
    "balance",
    "birthdays",
    "booked_for",
    "cause",
    "changes",
    "conditions",
    "converted_by",
    "debts",
    "deed",
    "earning",
    "entitlement",
    "expiring_by_customer",
    "faults",
    "frozen_for",
    "instant_of",
    "is_own",
    "lines",
    "lots",
    "movements",
    "movements_about",
    "movements_of",
    "multiplier_of",
    "newcomers",
    "out_of_step",
    "outstanding",
    "paid_since",
    "previous",
    "priced_lines",
    "qualifies",
    "reasons",
    "rules_at",
    "rules_of",
    "sentences",
    "share_of_debt",
    "side_by_side",
    "still_open",
    "told",
    "why",
    "with_available",
    "with_posted",
]
