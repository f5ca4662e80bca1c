"""Answers about points, with known query counts."""

from points.queries.acting import birthdays, still_open, used_up, with_times
from points.queries.balance import (
    Balance,
    Coming,
    Expiring,
    available_to,
    balance,
    expiring_by_customer,
)
from points.queries.calculation import PointsCalculation, points_calculation
from points.queries.debts import Debt, Payment, debts, owing, share_of_debt
from points.queries.history import (
    KINDS,
    Line,
    Sort,
    converted_by,
    lines,
    lots,
    movements,
    movements_about,
    movements_of,
    reasons,
)
from points.queries.ledger_checks import inconsistencies
from points.queries.order_lots import (
    first_time_buyers,
    frozen_terms_for,
    is_own,
    unsettled,
)
from points.queries.overview import (
    Available,
    Outstanding,
    Posted,
    outstanding,
    with_available,
    with_posted,
)

__all__ = [
    "KINDS",
    "Available",
    "Balance",
    "Coming",
    "Debt",
    "Expiring",
    "Line",
    "Outstanding",
    "Payment",
    "PointsCalculation",
    "Posted",
    "Sort",
    "available_to",
    "balance",
    "birthdays",
    "converted_by",
    "debts",
    "expiring_by_customer",
    "first_time_buyers",
    "frozen_terms_for",
    "inconsistencies",
    "is_own",
    "lines",
    "lots",
    "movements",
    "movements_about",
    "movements_of",
    "outstanding",
    "owing",
    "points_calculation",
    "reasons",
    "share_of_debt",
    "still_open",
    "unsettled",
    "used_up",
    "with_available",
    "with_posted",
    "with_times",
]
