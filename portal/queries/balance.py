"""A customer's points as their pages show them, and what there is to earn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from core import days
from earning.phrases import terms as earning_phrases
from earning.queries import summary as earning_summary_queries
from points.queries.balance import Balance
from points.queries.balance import balance as balance_at
from points.queries.debts import Debt, DebtPayment, debts_and_payments
from points.queries.history import KINDS_BY_SORT, MovementLine, MovementSort, movement_lines
from points.queries.history import movements as points_movements
from points.queries.rewards import available_actions
from shop.models import Customer, Order

ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class DatedPoints:
    points: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsBalance:
    """What a customer has, what it is worth, what is about to come and to expire.

    ``owing`` is what the debt comes from, ``payments`` what has been paid of it.
    """

    points: Balance
    expiring: list[DatedPoints]
    coming: list[DatedPoints]
    owing: Sequence[Debt]
    payments: Sequence[DebtPayment]

    @property
    def worth(self) -> Decimal:
        return self.points.worth(self.points.available)

    @property
    def missing(self) -> int:
        """Points still to earn before a voucher. Requires: no debt."""
        return self.points.least - self.points.available

    @property
    def earning(self) -> earning_summary_queries.EarningSummary:
        return earning_summary_queries.earning_summary(self.points.version)


def points_balance(customer: Customer, now: datetime) -> PointsBalance:
    """Queries: 2, and 1 more for a customer with a debt."""
    balance = balance_at(customer, now)
    owing, payments = debts_and_payments(customer, balance.debt)
    return points_balance_of(customer, balance, owing, payments)


def points_balance_of(
    customer: Customer,
    balance: Balance,
    owing: Sequence[Debt] = (),
    payments: Sequence[DebtPayment] = (),
) -> PointsBalance:
    zone = customer.shop.zone
    # Points expire at the end of a day: people read the last day on which they count.
    ends = [(days.last_day(each.at, zone), each.points) for each in balance.expiring]
    starts = [(days.local_day(each.at, zone), each.points) for each in balance.coming]
    return PointsBalance(
        points=balance,
        expiring=_by_day(ends),
        coming=_by_day(starts),
        owing=owing,
        payments=payments,
    )


def _by_day(dated: Iterable[tuple[date, int]]) -> list[DatedPoints]:
    # Lots have their own instants; people read one figure for a day.
    by_day = groupby(sorted(dated), key=lambda each: each[0])
    return [DatedPoints(sum(count for _, count in each), day) for day, each in by_day]


class _Counted(Paginator[Any]):
    """A paginator that is given the number of rows: it asks no COUNT."""

    def __init__(self, rows: QuerySet[Any], many: int) -> None:
        self.count = many
        super().__init__(rows, ROWS_PER_PAGE)


def history(
    customer: Customer, balance: PointsBalance, page: str, now: datetime
) -> tuple[Page[Any], list[MovementLine]]:
    """Return a page of movements, newest first, and what became of their points. Queries:
    2.
    """
    rows = points_movements(customer)
    # Movements are numbered without a gap, so their number is known without a COUNT.
    found = _Counted(rows, balance.points.moves).get_page(page)
    return found, list(movement_lines(list(found), now))


def history_by_sort(
    customer: Customer, sort: MovementSort, page: str, now: datetime
) -> tuple[Page[Any], list[MovementLine]]:
    """Return a page of one sort of movements, as ``history``. Queries: 3."""
    # Numbers have gaps once filtered: here the paginator has to count.
    kinds = KINDS_BY_SORT[sort]
    rows = points_movements(customer).filter(kind__in=kinds)
    found = Paginator(rows, ROWS_PER_PAGE).get_page(page)
    return found, list(movement_lines(list(found), now))


@dataclass(frozen=True, slots=True)
class EarningAction:
    """An action that still earns points, and the sentence that says which."""

    deed: str
    points: int


def earning_actions(customer: Customer, balance: PointsBalance) -> list[EarningAction]:
    """Return what still earns points under the rules in force. Queries: 1 at most."""
    offered = available_actions(customer, balance.points.version)
    return [
        EarningAction(earning_phrases.action_name(terms), terms.points) for terms in offered
    ]


def orders(customer: Customer) -> QuerySet[Order]:
    """Return the customer's orders, with what their pages show."""
    # The groups too: the explanation of an order says which multiplier came from which.
    rows = Order.objects.filter(customer=customer)
    return rows.select_related("shop", "customer__shop_group", "customer__tier_group")
