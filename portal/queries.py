"""What the person who is signed in may see. Every page starts from ``customer_of``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, prefetch_related_objects

from accounts.models import User
from core import days
from points import queries as points
from shop import queries as shops
from shop.models import Customer, Order
from vouchers import queries as vouchers
from vouchers.models import Voucher

ROWS_PER_PAGE = 50


def customer_of(shop: str, user: User | AnonymousUser) -> Customer | None:
    """The customer of this shop whose current e-mail the person has proven. One query.

    Found again at each request and stored nowhere: who may see an account is whoever
    holds the address that the shop states today.
    """
    return customer_with(shop, user.email) if user.is_authenticated else None


def customer_with(shop: str, email: str) -> Customer | None:
    """Whose account this address opens: the newest that is neither a guest's nor erased;
    of somebody who was merged, the one that is kept. One query, and one per merge.
    """
    found = shops.members_with([email.lower()]).filter(shop__code=shop).first()
    return shops.survivor(found) if found else None


@dataclass(frozen=True, slots=True)
class Dated:
    points: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """A customer's points in his words: what he has, what it buys, what comes and goes.

    ``owing`` is what his debt comes from, ``payments`` what has been paid of it.
    """

    balance: points.Balance
    expiring: list[Dated]
    coming: list[Dated]
    owing: list[points.Debt]
    payments: list[points.Payment]

    @property
    def worth(self) -> Decimal:
        return self.balance.worth(self.balance.available)

    @property
    def missing(self) -> int:
        """Points still to earn before a bon can be had, for somebody who owes none."""
        return self.balance.least - self.balance.available

    @property
    def least_worth(self) -> Decimal:
        return self.balance.worth(self.balance.least)

    @property
    def block_worth(self) -> Decimal:
        return self.balance.worth(self.balance.version.points_per_block)


def purse(customer: Customer, now: datetime) -> Purse:
    """Three queries, and two more for somebody who owes."""
    balance = points.balance(customer, now)
    zone = customer.shop.zone
    ends = [(days.last_day(each.at, zone), each.points) for each in balance.expiring]
    starts = [(days.local_day(each.at, zone), each.points) for each in balance.coming]
    owing = list(points.debts(customer, balance.debt))
    return Purse(
        balance=balance,
        expiring=_by_day(ends),
        coming=_by_day(starts),
        owing=owing,
        payments=points.paid_since(owing),
    )


def _by_day(dated: Iterable[tuple[date, int]]) -> list[Dated]:
    by_day = groupby(sorted(dated), key=lambda each: each[0])
    return [Dated(sum(count for _, count in each), day) for day, each in by_day]


def history(
    customer: Customer, page: str, now: datetime
) -> tuple[Page[Any], list[points.Line]]:
    """A page of movements, newest first, and how their points stand. Three queries."""
    found = Paginator(points.movements(customer), ROWS_PER_PAGE).get_page(page)
    return found, list(points.lines(list(found), now))


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that the customer can still be given points for, and what it is."""

    deed: str
    points: int


def to_earn(customer: Customer, purse: Purse) -> list[Offer]:
    """Under the rules in force. One query, and none where no action gives anything."""
    offered = points.still_open(customer, purse.balance.version)
    return [Offer(points.deed(terms), terms.points) for terms in offered]


def orders(customer: Customer) -> QuerySet[Order]:
    """His own, with what tells them."""
    rows = Order.objects.filter(customer=customer)
    return rows.select_related("shop", "customer__shop_group")


def wallet(customer: Customer, now: datetime) -> list[Voucher]:
    """His usable bons, each with its categories. Two queries."""
    usable = vouchers.usable(customer, now)
    prefetch_related_objects(usable, "categories")
    return usable


def spent(customer: Customer, usable: Sequence[Voucher], page: str) -> Page[Voucher]:
    """All his other bons, the latest first. Two queries."""
    others = vouchers.of_customer(customer).exclude(pk__in=[each.pk for each in usable])
    return Paginator(others, ROWS_PER_PAGE).get_page(page)
