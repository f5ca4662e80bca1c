"""Answers about points, with known query counts."""

from points.queries.balance import Balance, available_to, balance
from points.queries.calculation import PointsCalculation, points_calculation
from points.queries.debts import Debt, DebtPayment, debts_and_payments
from points.queries.history import (
    KINDS_BY_SORT,
    MovementLine,
    MovementSort,
    lots,
    movement_lines,
    movements,
    movements_about,
    movements_of,
    reasons,
)
from points.queries.ledger_checks import inconsistencies
from points.queries.order_lots import frozen_terms_for, lot_of, unsettled
from points.queries.overview import (
    Available,
    NetPoints,
    Outstanding,
    outstanding,
    with_available,
    with_net_points,
)
from points.queries.rewards import available_actions, is_used_up, with_action_counts

__all__ = [
    "KINDS_BY_SORT",
    "Available",
    "Balance",
    "Debt",
    "DebtPayment",
    "MovementLine",
    "MovementSort",
    "NetPoints",
    "Outstanding",
    "PointsCalculation",
    "available_actions",
    "available_to",
    "balance",
    "debts_and_payments",
    "frozen_terms_for",
    "inconsistencies",
    "is_used_up",
    "lot_of",
    "lots",
    "movement_lines",
    "movements",
    "movements_about",
    "movements_of",
    "outstanding",
    "points_calculation",
    "reasons",
    "unsettled",
    "with_action_counts",
    "with_available",
    "with_net_points",
]
