"""A customer's vouchers as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator

from points.queries import balance as points_balance
from portal.queries.balance import ROWS_PER_PAGE
from shop.models import Customer
from vouchers.models import Voucher, VoucherUse
from vouchers.phrases import conditions as vouchers_phrases
from vouchers.queries.scope_names import scope_names, with_scope_names
from vouchers.queries.usable import of_customer as vouchers_of
from vouchers.queries.usable import usable_with_scope
from vouchers.queries.uses import uses_by as voucher_uses_by


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherTile:
    """A voucher as its owner reads it: what it gives, why, and on what it can be used.

    ``uses`` are the customer's orders that have it, the latest first.
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
    """Return the tiles of the customer's vouchers. Requires: rows with their goods.
    Queries: 1.
    """
    uses = voucher_uses_by(customer, rows)
    return [_tile(customer, row, uses[row.pk], now) for row in rows]


def _tile(
    customer: Customer, row: Voucher, uses: list[VoucherUse], now: datetime
) -> VoucherTile:
    state = row.state_at(now)
    # All uses per customer are used up: the voucher itself stays open for others.
    if state in _OPEN and row.uses_per_customer and len(uses) >= row.uses_per_customer:
        state = Voucher.State.USED
    return VoucherTile(
        voucher=row,
        state=state,
        gives=vouchers_phrases.gives(row, customer.shop.currency),
        given_for=str(vouchers_phrases.GIVEN_FOR[row.origin]),
        conditions=vouchers_phrases.conditions(row, scope_names(row)),
        uses=uses,
    )


_OPEN = {Voucher.State.USABLE, Voucher.State.HELD}


def usable(customer: Customer, now: datetime) -> list[VoucherTile]:
    """Return the usable vouchers, also one that a cart holds. Queries: 2 at most."""
    return tiles(customer, usable_with_scope(customer, now), now)


def usable_without_uses(customer: Customer, now: datetime) -> list[VoucherTile]:
    """Return the usable vouchers, without the orders that have them already. Queries: 1."""
    # Nothing that is used up is usable, so the tiles' states need no uses here.
    rows = usable_with_scope(customer, now)
    return [_tile(customer, row, [], now) for row in rows]


def vouchers_page(customer: Customer, page: str, now: datetime) -> VouchersPage:
    """Return all vouchers of the customer, the others the latest first. Queries: 4 at
    most.
    """
    # All usable ones on every page, so that nobody turns pages to find what they may use.
    mine = usable_with_scope(customer, now)
    rest = with_scope_names(vouchers_of(customer))
    # The usable ones stand above; a page of the others must not show them again.
    rest = rest.exclude(pk__in=[row.pk for row in mine])
    found = Paginator(rest, ROWS_PER_PAGE).get_page(page)
    # Together, then split: one query for the uses of both.
    shown = tiles(customer, [*mine, *found], now)
    return VouchersPage(usable=shown[: len(mine)], others=shown[len(mine) :], page=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLosses:
    """What an erasure takes from the customer."""

    balance: points_balance.Balance
    tiles: list[VoucherTile]

    @property
    def worth(self) -> Decimal:
        return self.balance.worth(self.balance.available)

    @property
    def is_nothing(self) -> bool:
        return not (self.balance.available or self.balance.pending or self.tiles)


def erasure_losses(customer: Customer, now: datetime) -> ErasureLosses:
    """Queries: 4 at most."""
    return ErasureLosses(
        balance=points_balance.balance(customer, now), tiles=usable(customer, now)
    )
