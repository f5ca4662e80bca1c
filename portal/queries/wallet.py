"""A customer's bons in his words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator

from points import queries as points_queries
from portal.queries.purse import ROWS_PER_PAGE
from shop.models import Customer
from vouchers import queries as vouchers_queries
from vouchers.models import Voucher, VoucherUse


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
    """Of bons that are his, each with its goods. One query at most."""
    uses = vouchers_queries.uses_by(customer, rows)
    return [_ticket(customer, row, uses[row.pk], now) for row in rows]


def _ticket(
    customer: Customer, row: Voucher, uses: list[VoucherUse], now: datetime
) -> Ticket:
    return Ticket(
        voucher=row,
        state=_state(row, uses, now),
        gives=vouchers_queries.gives(row, customer.shop.currency),
        given_for=str(vouchers_queries.GIVEN_FOR[row.origin]),
        conditions=vouchers_queries.conditions(row, vouchers_queries.goods_of(row)),
        uses=uses,
    )


def _state(row: Voucher, uses: Sequence[VoucherUse], now: datetime) -> Voucher.State:
    """To somebody who has had his share of it, it is used."""
    state = row.state_at(now)
    if state in _OPEN and row.uses_per_customer and len(uses) >= row.uses_per_customer:
        return Voucher.State.USED
    return state


_OPEN = {Voucher.State.USABLE, Voucher.State.HELD}


def usable(customer: Customer, now: datetime) -> list[Ticket]:
    """The bons he can use, also one that a cart of his holds. Two queries at most."""
    return tickets(customer, vouchers_queries.usable_told(customer, now), now)


def at_hand(customer: Customer, now: datetime) -> list[Ticket]:
    """The same, without the orders that have them already. One query."""
    rows = vouchers_queries.usable_told(customer, now)
    return [_ticket(customer, row, [], now) for row in rows]


def wallet(customer: Customer, page: str, now: datetime) -> Wallet:
    """All his bons, the others the latest first. Four queries at most."""
    mine = vouchers_queries.usable_told(customer, now)
    rest = vouchers_queries.with_goods(vouchers_queries.of_customer(customer))
    rest = rest.exclude(pk__in=[row.pk for row in mine])
    found = Paginator(rest, ROWS_PER_PAGE).get_page(page)
    told = tickets(customer, [*mine, *found], now)
    return Wallet(usable=told[: len(mine)], others=told[len(mine) :], page=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What somebody who is erased could still have used."""

    balance: points_queries.Balance
    tickets: list[Ticket]

    @property
    def worth(self) -> Decimal:
        return self.balance.worth(self.balance.available)

    @property
    def is_nothing(self) -> bool:
        return not (self.balance.available or self.balance.pending or self.tickets)


def losses(customer: Customer, now: datetime) -> Losses:
    """Four queries at most."""
    return Losses(
        balance=points_queries.balance(customer, now), tickets=usable(customer, now)
    )
