"""How a movement is written: under the account's lock, whole, and numbered."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from earning.models import RuleVersion
from points.actions.expiring import expire
from points.actions.refusals import TooManyPoints
from points.models import Account, Entry, Lot, Movement
from shop.models import Customer, Order
from vouchers.models import Voucher

# Who moves points when no person does.
SYSTEM = "system"
# What the columns of an account can hold.
MOST_POINTS = 2**31 - 1


class Book:
    """One locked account and the lots of it that are in play, each row one object."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.account = account
        self.now = now
        self._lots: list[Lot] = []
        self._all_open_known = False

    def know(self, lot: Lot) -> Lot:
        """The one object that stands for this row from now on."""
        for known in self._lots:
            if known == lot:
                return known
        self._lots.append(lot)
        return lot

    def forget(self, lot: Lot) -> None:
        """It has left for another account."""
        self._lots = [known for known in self._lots if known != lot]

    def sweep(self) -> None:
        """Write the expiry of what the clock has already taken."""
        if expire([self.account.pk], self.now):
            self.account.refresh_from_db()
            for lot in self._lots:
                # Of merged accounts one may be about to get its lot of the same order.
                if lot.pk:
                    lot.refresh_from_db()

    @property
    def live(self) -> list[Lot]:
        """Lots that hold points which the clock has not taken, the first to end first."""
        if not self._all_open_known:
            for lot in Lot.objects.filter(account=self.account, remaining__gt=0):
                self.know(lot)
            self._all_open_known = True
        holding = [lot for lot in self._lots if lot.remaining and not lot.is_dead(self.now)]
        return sorted(holding, key=_end)

    @property
    def available(self) -> list[Lot]:
        return [lot for lot in self.live if lot.activates_at <= self.now]

    @property
    def pending(self) -> list[Lot]:
        waiting = [lot for lot in self.live if lot.activates_at > self.now]
        return sorted(waiting, key=lambda lot: lot.activates_at)


def _end(lot: Lot) -> tuple[bool, datetime, int]:
    return (
        lot.expires_at is None,
        lot.expires_at or lot.activates_at,
        lot.pk or sys.maxsize,
    )


def open_books(customers: Iterable[Customer], now: datetime) -> dict[int, Book]:
    """Lock the accounts of these customers, by primary key, making those that lack.

    The one place where accounts are locked. NO KEY: new lots need not wait.
    """
    by_pk = {customer.pk: customer for customer in customers}
    rows = (
        Account.objects.select_for_update(no_key=True).filter(pk__in=by_pk).order_by("pk")
    )
    found = {account.pk: account for account in rows}
    missing = [by_pk[pk] for pk in sorted(by_pk.keys() - found.keys())]
    found |= {account.pk: account for account in _made(missing)}
    return {pk: Book(account, now) for pk, account in sorted(found.items())}


def _made(customers: Sequence[Customer]) -> Iterable[Account]:
    """New accounts, locked; or those that somebody has made meanwhile, as they stand."""
    if not customers:
        return []
    return Account.objects.raw(
        """
        INSERT INTO points_account (customer_id, shop_id, points, debt, moves)
        SELECT customer, shop, 0, 0, 0
        FROM unnest(%s::bigint[], %s::bigint[]) AS asked (customer, shop)
        ON CONFLICT (customer_id) DO UPDATE SET shop_id = excluded.shop_id
        RETURNING *
        """,
        [
            [customer.pk for customer in customers],
            [customer.shop_id for customer in customers],
        ],
    )


def open_accounts(*, customers: Iterable[Customer], now: datetime) -> None:
    """Lock several accounts in their order, for who moves points of one after another."""
    open_books(customers, now)


def open_book(customer: Customer, now: datetime) -> Book:
    return open_books([customer], now)[customer.pk]


@dataclass(kw_only=True)
class Posting:
    """A movement in the making. Nothing is written before ``write``."""

    book: Book
    kind: Movement.Kind
    source: str
    author: str
    happened_at: datetime
    order: Order | None = None
    voucher: Voucher | None = None
    lot: Lot | None = None
    other: Customer | None = None
    rules: RuleVersion | None = None
    action: str = ""
    forgiven: int = 0
    entries: list[Entry] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)

    def move(self, kind: Entry.Kind, points: int, lot: Lot) -> None:
        if not points:
            return
        if self.book.account.points + points > MOST_POINTS:
            raise TooManyPoints
        lot.remaining += points
        self.book.account.points += points
        self.entries.append(Entry(lot=lot, kind=kind, points=points))
        self.touch(lot)

    def owe(self, points: int) -> None:
        """Positive pays off, negative adds to the debt."""
        if not points:
            return
        self.book.account.debt -= points
        self.entries.append(Entry(kind=Entry.Kind.DEBT, points=points))

    def repay(self) -> None:
        """Whatever came in pays an open debt first, the soonest to expire before all."""
        if not self.book.account.debt:
            return
        for lot in [*self.book.available, *self.book.pending]:
            part = min(self.book.account.debt, lot.remaining)
            self.move(Entry.Kind.REPAY, -part, lot)
            self.owe(part)

    def touch(self, lot: Lot) -> None:
        if not any(lot is known for known in self.lots):
            self.lots.append(self.book.know(lot))

    def write(self) -> Movement | None:
        """The movement, or None where nothing moved."""
        if not self.entries and not self.forgiven:
            return None
        account = self.book.account
        account.moves += 1
        for lot in self.lots:
            lot.save()
        movement = Movement(
            shop_id=account.shop_id,
            account=account,
            number=account.moves,
            kind=self.kind,
            source=self.source,
            points=sum(entry.points for entry in self.entries),
            balance=account.balance,
            forgiven=self.forgiven,
            order=self.order,
            voucher=self.voucher,
            lot=self.lot,
            other=self.other,
            rules=self.rules,
            action=self.action,
            author=self.author,
            happened_at=self.happened_at,
        )
        _insert(movement, self.entries, account)
        return movement


# All columns of a movement but those that the database fills.
_COLUMNS = [
    field.get_attname()
    for field in Movement._meta.concrete_fields
    if field.name not in {"id", "recorded_at"}
]
_INSERT = f"""
    WITH movement AS (
        INSERT INTO points_movement ({", ".join(_COLUMNS)})
        VALUES ({", ".join(f"%({column})s" for column in _COLUMNS)})
        RETURNING id
    ), entry AS (
        INSERT INTO points_entry (movement_id, lot_id, kind, points)
        SELECT movement.id, said.lot, said.kind, said.points
        FROM movement, unnest(
            %(lots)s::bigint[], %(kinds)s::text[], %(parts)s::int[]
        ) WITH ORDINALITY AS said (lot, kind, points, place)
        ORDER BY place
    ), account AS (
        UPDATE points_account SET points = %(held)s, debt = %(debt)s, moves = %(number)s
        WHERE customer_id = %(account_id)s
    )
    SELECT id FROM movement
"""  # noqa: S608 -- names of columns


def _insert(movement: Movement, entries: Sequence[Entry], account: Account) -> None:
    """The movement, its entries and what they leave in the account: one statement."""
    said = {
        **{column: getattr(movement, column) for column in _COLUMNS},
        "lots": [entry.lot and entry.lot.pk for entry in entries],
        "kinds": [entry.kind for entry in entries],
        "parts": [entry.points for entry in entries],
        "held": account.points,
        "debt": account.debt,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, said)
        [movement.pk] = cursor.fetchone()
