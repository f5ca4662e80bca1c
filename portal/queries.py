"""What the person who is signed in may see. Every page starts from ``customer_of``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import User
from core import days
from mailing import queries as mailing
from mailing.kinds import Category
from points import queries as points
from referrals import queries as referrals
from shop import queries as shops
from shop.models import Customer, Order
from vouchers import queries as vouchers
from vouchers.models import Voucher, VoucherUse
from wishlist import queries as wishes

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
    rows = shops.members_with([email.lower()]).filter(shop__code=shop)
    found = referrals.with_parrainage(wishes.with_page(rows)).first()
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


@dataclass(frozen=True, slots=True)
class Question:
    """Whether he wants our offers, in the words that a yes is kept with, and the points
    that a yes gives him.
    """

    words: str
    points: int


def offers_question(customer: Customer, balance: points.Balance) -> Question | None:
    """None once he has answered. Three queries at most."""
    said = {each.category: each.said for each in mailing.choices(customer)}
    if said[Category.OFFERS] is not None:
        return None
    words = str(mailing.WORDINGS[Category.OFFERS].words) % {"shop": customer.shop.name}
    return Question(words, newsletter_points(customer, balance))


def newsletter_points(customer: Customer, balance: points.Balance) -> int:
    """What agreeing to our offers still gives him. Two queries at most."""
    if not customer.may_earn or balance.version.for_action("newsletter") is None:
        return 0
    offered = points.still_open(customer, balance.version)
    return sum(each.points for each in offered if each.type == "newsletter")


def orders(customer: Customer) -> QuerySet[Order]:
    """His own, with what tells them."""
    rows = Order.objects.filter(customer=customer)
    return rows.select_related("shop", "customer__shop_group", "customer__level_group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A bon as its owner reads it: what it gives and why he has it, on what it can be used.

    ``uses`` are his orders that have it, the latest first.
    """

    voucher: Voucher
    state: Voucher.State
    gives: str
    given_for: str
    conditions: list[str]
    uses: list[VoucherUse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """``page`` is that of the others: used, ended, cancelled or still to come."""

    usable: list[Ticket]
    others: list[Ticket]
    page: Page[Voucher]


def tickets(customer: Customer, rows: Sequence[Voucher], now: datetime) -> list[Ticket]:
    """Of bons that are his. Two queries at most."""
    goods = vouchers.goods_named(rows)
    uses = vouchers.uses_by(customer, rows)
    return [
        Ticket(
            voucher=row,
            state=_state(row, uses[row.pk], now),
            gives=vouchers.gives(row, customer.shop.currency),
            given_for=str(vouchers.GIVEN_FOR[row.origin]),
            conditions=vouchers.conditions(row, goods[row.pk]),
            uses=uses[row.pk],
        )
        for row in rows
    ]


def _state(row: Voucher, uses: Sequence[VoucherUse], now: datetime) -> Voucher.State:
    """To somebody who has had his share of it, it is used."""
    state = row.state_at(now)
    if state in _OPEN and row.uses_per_customer and len(uses) >= row.uses_per_customer:
        return Voucher.State.USED
    return state


_OPEN = {Voucher.State.USABLE, Voucher.State.HELD}


def usable(customer: Customer, now: datetime) -> list[Ticket]:
    """The bons he can use, also one that a basket of his holds. Three queries at most."""
    return tickets(customer, vouchers.usable(customer, now), now)


def wallet(customer: Customer, page: str, now: datetime) -> Wallet:
    """All his bons, the others the latest first. Five queries at most."""
    mine = vouchers.usable(customer, now)
    rest = vouchers.of_customer(customer).exclude(pk__in=[row.pk for row in mine])
    found = Paginator(rest, ROWS_PER_PAGE).get_page(page)
    told = tickets(customer, [*mine, *found], now)
    return Wallet(usable=told[: len(mine)], others=told[len(mine) :], page=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What somebody who is erased could still have used."""

    balance: points.Balance
    tickets: list[Ticket]

    @property
    def worth(self) -> Decimal:
        return self.balance.worth(self.balance.available)

    @property
    def is_nothing(self) -> bool:
        return not (self.balance.available or self.balance.pending or self.tickets)


def losses(customer: Customer, now: datetime) -> Losses:
    """Six queries at most."""
    return Losses(balance=points.balance(customer, now), tickets=usable(customer, now))
