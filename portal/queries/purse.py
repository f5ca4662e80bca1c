"""A customer's points in his words, and what there is to earn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from core import days
from earning import phrases as earning_phrases
from earning import queries as earning_queries
from points import queries as points_queries
from shop.models import Customer, Order

ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Dated:
    points: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """A customer's points in his words: what he has, what it buys, what comes and goes.

    ``owing`` is what his debt comes from, ``payments`` what has been paid of it.
    """

    balance: points_queries.Balance
    expiring: list[Dated]
    coming: list[Dated]
    owing: Sequence[points_queries.Debt]
    payments: Sequence[points_queries.Payment]

    @property
    def worth(self) -> Decimal:
        return self.balance.worth(self.balance.available)

    @property
    def missing(self) -> int:
        """Points still to earn before a voucher can be had, for somebody who owes none."""
        return self.balance.least - self.balance.available

    @property
    def promise(self) -> earning_queries.EarningSummary:
        return earning_queries.earning_summary(self.balance.version)


def purse(customer: Customer, now: datetime) -> Purse:
    """Two queries, and one more for somebody who owes."""
    balance = points_queries.balance(customer, now)
    owing, payments = points_queries.owing(customer, balance.debt)
    return purse_of(customer, balance, owing, payments)


def purse_of(
    customer: Customer,
    balance: points_queries.Balance,
    owing: Sequence[points_queries.Debt] = (),
    payments: Sequence[points_queries.Payment] = (),
) -> Purse:
    zone = customer.shop.zone
    ends = [(days.last_day(each.at, zone), each.points) for each in balance.expiring]
    starts = [(days.local_day(each.at, zone), each.points) for each in balance.coming]
    return Purse(
        balance=balance,
        expiring=_by_day(ends),
        coming=_by_day(starts),
        owing=owing,
        payments=payments,
    )


def _by_day(dated: Iterable[tuple[date, int]]) -> list[Dated]:
    by_day = groupby(sorted(dated), key=lambda each: each[0])
    return [Dated(sum(count for _, count in each), day) for day, each in by_day]


class _Counted(Paginator[Any]):
    """Whose rows are counted already."""

    def __init__(self, rows: QuerySet[Any], many: int) -> None:
        self.count = many
        super().__init__(rows, ROWS_PER_PAGE)


def history(
    customer: Customer, purse: Purse, page: str, now: datetime
) -> tuple[Page[Any], list[points_queries.Line]]:
    """A page of movements, newest first, and how their points stand. Two queries."""
    rows = points_queries.movements(customer)
    found = _Counted(rows, purse.balance.moves).get_page(page)
    return found, list(points_queries.lines(list(found), now))


def history_of(
    customer: Customer, sort: points_queries.Sort, page: str, now: datetime
) -> tuple[Page[Any], list[points_queries.Line]]:
    """The same, of one sort of movements. Three queries."""
    rows = points_queries.movements(customer).filter(kind__in=points_queries.KINDS[sort])
    found = Paginator(rows, ROWS_PER_PAGE).get_page(page)
    return found, list(points_queries.lines(list(found), now))


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that the customer can still be given points for, and what it is."""

    deed: str
    points: int


def to_earn(customer: Customer, purse: Purse) -> list[Offer]:
    """Under the rules in force. One query, and none where no action gives anything."""
    offered = points_queries.still_open(customer, purse.balance.version)
    return [Offer(earning_phrases.action_name(terms), terms.points) for terms in offered]


def orders(customer: Customer) -> QuerySet[Order]:
    """His own, with what tells them."""
    rows = Order.objects.filter(customer=customer)
    return rows.select_related("shop", "customer__shop_group", "customer__tier_group")
