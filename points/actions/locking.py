"""The one place where accounts are locked, and what is known of one while it is."""

import sys
from collections.abc import Iterable
from datetime import datetime

from points.actions.expiring import expire
from points.models import Account, Lot, LotRedating
from shop.models import Customer


class LockedAccount:
    """The row of a locked account and its lots in play, each lot as one object."""

    def __init__(self, row: Account, now: datetime) -> None:
        self.row = row
        self.now = now
        self._lots: list[Lot] = []
        self._all_open_loaded = False

    def track(self, lot: Lot) -> Lot:
        """The one object that stands for this row from now on.

        Two objects of one row would each be saved with half of what moved.
        """
        for known in self._lots:
            if known == lot:
                return known
        self._lots.append(lot)
        return lot

    def untrack(self, lot: Lot) -> None:
        """Forget a lot that has left for another account."""
        self._lots = [known for known in self._lots if known != lot]

    def expire_due(self) -> None:
        """Write down the expiry of all that the clock has taken from this account."""
        if expire([self.row.pk], self.now):
            self.row.refresh_from_db()
            for lot in self._lots:
                # A lot that is about to be made, for an order's new owner, has no row yet.
                if lot.pk:
                    lot.refresh_from_db()

    @property
    def live(self) -> list[Lot]:
        """Lots that hold points which the clock has not taken, the first to end first."""
        if not self._all_open_loaded:
            for lot in Lot.objects.filter(account=self.row, remaining__gt=0):
                self.track(lot)
            self._all_open_loaded = True
        holding = [lot for lot in self._lots if lot.remaining and not lot.is_dead(self.now)]
        # Lots that never expire come last, and a lot without a key yet after its equals.
        return sorted(
            holding,
            key=lambda lot: (
                lot.expires_at is None,
                lot.expires_at or lot.activates_at,
                lot.pk or sys.maxsize,
            ),
        )

    @property
    def available(self) -> list[Lot]:
        return [lot for lot in self.live if lot.activates_at <= self.now]

    @property
    def pending(self) -> list[Lot]:
        waiting = [lot for lot in self.live if lot.activates_at > self.now]
        return sorted(waiting, key=lambda lot: lot.activates_at)


def lock_accounts(customers: Iterable[Customer], now: datetime) -> dict[int, LockedAccount]:
    """Lock the accounts of these customers and make those that are missing.

    By primary key of the customer. Queries: 1, and 1 more where accounts are missing.
    """
    by_pk = {customer.pk: customer for customer in customers}
    # NO KEY: inserting a lot takes a share lock on its account's key and need not wait.
    # By primary key: whoever locks several takes them in one order, so that two cannot
    # wait for each other.
    rows = (
        Account.objects.select_for_update(no_key=True).filter(pk__in=by_pk).order_by("pk")
    )
    found = {account.pk: account for account in rows}
    if missing := [by_pk[pk] for pk in sorted(by_pk.keys() - found.keys())]:
        # DO UPDATE, not DO NOTHING: an account that another transaction has made meanwhile
        # is waited for, locked, and returned with what it holds by then.
        made = Account.objects.raw(
            """
            INSERT INTO points_account (customer_id, shop_id, points, debt, moves)
            SELECT customer, shop, 0, 0, 0
            FROM unnest(%s::bigint[], %s::bigint[]) AS asked (customer, shop)
            ON CONFLICT (customer_id) DO UPDATE SET shop_id = excluded.shop_id
            RETURNING *
            """,
            [[each.pk for each in missing], [each.shop_id for each in missing]],
        )
        found |= {account.pk: account for account in made}
    return {pk: LockedAccount(account, now) for pk, account in sorted(found.items())}


def lock_account(customer: Customer, now: datetime) -> LockedAccount:
    return lock_accounts([customer], now)[customer.pk]


def redate(lot: Lot, now: datetime) -> None:
    """Keep the dates that a lot is about to lose, and what it holds: past days are told
    by them.

    Requires: the lot's account locked, and what is due of it written down as expired.
    """
    if lot.pk:
        LotRedating.objects.create(
            lot=lot,
            points=lot.remaining,
            activates_at=lot.activates_at,
            expires_at=lot.expires_at,
            booked_at=now,
        )
