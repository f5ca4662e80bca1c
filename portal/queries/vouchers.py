"""A customer's vouchers in his words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator

from points import queries as points_queries
from portal.queries.balance import ROWS_PER_PAGE
from shop.models import Customer
from vouchers import queries as vouchers_queries
from vouchers.models import Voucher, VoucherUse


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherTile:
    """A voucher as its owner reads it: what it gives and why he has it, on what it can be
    used.

    ``uses`` are his orders that have it, the latest first.
    """

    voucher: Voucher
    state: Voucher.State
    gives: str
    given_for: str
    conditions: list[str]
    uses: list[VoucherUse]


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersPage:
    """``page`` is that of the others: used, ended, cancelled or still to come."""

    usable: list[VoucherTile]
    others: list[VoucherTile]
    page: Page[Voucher]


def tiles(customer: Customer, rows: Sequence[Voucher], now: datetime) -> list[VoucherTile]:
    """Of vouchers that are his, each with its goods. One query at most."""
    uses = vouchers_queries.uses_by(customer, rows)
    return [_tile(customer, row, uses[row.pk], now) for row in rows]


def _tile(
    customer: Customer, row: Voucher, uses: list[VoucherUse], now: datetime
) -> VoucherTile:
    return VoucherTile(
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


def usable(customer: Customer, now: datetime) -> list[VoucherTile]:
    """The vouchers he can use, also one that a cart of his holds. Two queries at most."""
    return tiles(customer, vouchers_queries.usable_told(customer, now), now)


def usable_without_uses(customer: Customer, now: datetime) -> list[VoucherTile]:
    """The same, without the orders that have them already. One query."""
    rows = vouchers_queries.usable_told(customer, now)
    return [_tile(customer, row, [], now) for row in rows]


def vouchers_page(customer: Customer, page: str, now: datetime) -> VouchersPage:
    """All his vouchers, the others the latest first. Four queries at most."""
    mine = vouchers_queries.usable_told(customer, now)
    rest = vouchers_queries.with_goods(vouchers_queries.of_customer(customer))
    rest = rest.exclude(pk__in=[row.pk for row in mine])
    found = Paginator(rest, ROWS_PER_PAGE).get_page(page)
    told = tiles(customer, [*mine, *found], now)
    return VouchersPage(usable=told[: len(mine)], others=told[len(mine) :], page=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLosses:
    """What somebody who is erased could still have used."""

    balance: points_queries.Balance
    tiles: list[VoucherTile]

    @property
    def worth(self) -> Decimal:
        return self.balance.worth(self.balance.available)

    @property
    def is_nothing(self) -> bool:
        return not (self.balance.available or self.balance.pending or self.tiles)


def erasure_losses(customer: Customer, now: datetime) -> ErasureLosses:
    """Four queries at most."""
    return ErasureLosses(
        balance=points_queries.balance(customer, now), tiles=usable(customer, now)
    )
