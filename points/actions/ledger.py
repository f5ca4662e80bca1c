"""How a movement is written: under the account's lock, whole, and numbered."""

from dataclasses import dataclass, field
from datetime import datetime

from core.sql import Fragment, fetch
from earning.models import RuleVersion
from earning.rules import lifetime
from points.actions.locking import LockedAccount
from points.actions.refusals import TooManyPoints
from points.models import LedgerEntry, Lot, Movement
from points.rules import spend
from shop.models import Customer, Order
from vouchers.models import Voucher

# Who moves points when no person does.
SYSTEM = "system"
# What the columns of an account can hold.
MOST_POINTS = 2**31 - 1


# All columns of a movement but those that the database fills.
_COLUMNS = [
    field.get_attname()
    for field in Movement._meta.concrete_fields
    if field.name not in {"id", "recorded_at", "hash"}
]
# The movement, its entries and what they leave in the account: one statement, one round
# trip. WITH ORDINALITY keeps the entries in the order in which they were made, which
# reinstating reads backwards.
_INSERT = Fragment("""
    WITH movement AS (
        INSERT INTO points_movement ({columns}) VALUES ({values})
        RETURNING id
    ), entry AS (
        INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points)
        SELECT movement.id, made.lot, made.kind, made.points
        FROM movement, unnest(
            %(lots)s::bigint[], %(kinds)s::text[], %(parts)s::int[]
        ) WITH ORDINALITY AS made (lot, kind, points, rank)
        ORDER BY rank
    ), account AS (
        UPDATE points_account SET points = %(held)s, debt = %(debt)s, moves = %(number)s
        WHERE customer_id = %(account_id)s
    )
    SELECT id FROM movement
""").fill(
    columns=", ".join(_COLUMNS),
    values=", ".join(f"%({column})s" for column in _COLUMNS),
)


@dataclass(kw_only=True)
class Posting:
    """A movement in the making. Nothing is written before ``write``."""

    account: LockedAccount
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
    adjustment: int = 0
    entries: list[LedgerEntry] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)

    def move(self, kind: LedgerEntry.Kind, points: int, lot: Lot) -> None:
        """Add ``points``, or take them where negative. Raises: TooManyPoints."""
        if not points:
            return
        if self.account.row.points + points > MOST_POINTS:
            raise TooManyPoints
        lot.remaining += points
        self.account.row.points += points
        self.entries.append(LedgerEntry(lot=lot, kind=kind, points=points))
        self.touch(lot)

    def issue(
        self, kind: LedgerEntry.Kind, points: int, cause: Lot.Cause, activates_at: datetime
    ) -> None:
        """Add a lot that has no order, which lives as long as the rules say."""
        assert self.rules is not None, "a lot has the rules that it was issued by"
        end = lifetime.expires_at(activates_at, self.rules.lifetime)
        self.issue_until(kind, points, cause, activates_at, end)

    def issue_until(
        self,
        kind: LedgerEntry.Kind,
        points: int,
        cause: Lot.Cause,
        activates_at: datetime,
        expires_at: datetime | None,
    ) -> None:
        """Add a lot that has no order and ends then, or never."""
        lot = Lot(
            shop_id=self.account.row.shop_id,
            account=self.account.row,
            cause=cause,
            rules=self.rules,
            issued=points,
            activates_at=activates_at,
            expires_at=expires_at,
        )
        self.move(kind, points, self.account.track(lot))

    def spend(self, kind: LedgerEntry.Kind, points: int) -> None:
        """Take available points, of the lot that expires soonest first.

        Requires: that many are available.
        """
        lots = self.account.available
        parts = spend(points, [lot.remaining for lot in lots])
        for lot, part in zip(lots, parts, strict=True):
            self.move(kind, -part, lot)

    def owe(self, points: int) -> None:
        """Positive pays off, negative adds to the debt."""
        if not points:
            return
        self.account.row.debt -= points
        self.entries.append(LedgerEntry(kind=LedgerEntry.Kind.DEBT, points=points))

    def repay(self) -> None:
        """Pay an open debt from what the account holds, the soonest to expire first."""
        if not self.account.row.debt:
            return
        for lot in [*self.account.available, *self.account.pending]:
            part = min(self.account.row.debt, lot.remaining)
            self.move(LedgerEntry.Kind.REPAY, -part, lot)
            self.owe(part)

    def touch(self, lot: Lot) -> None:
        """Save this lot too when the movement is written."""
        # By identity: two lots that are not saved yet would be equal without a key.
        if not any(lot is known for known in self.lots):
            self.lots.append(self.account.track(lot))

    def write(self) -> Movement | None:
        """The movement, or None where nothing moved."""
        if not self.entries and not self.adjustment:
            return None
        account = self.account.row
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
            adjustment=self.adjustment,
            order=self.order,
            voucher=self.voucher,
            lot=self.lot,
            other=self.other,
            rules=self.rules,
            action=self.action,
            author=self.author,
            happened_at=self.happened_at,
            booked_at=self.account.now,
        )
        values = {
            **{column: getattr(movement, column) for column in _COLUMNS},
            "lots": [entry.lot and entry.lot.pk for entry in self.entries],
            "kinds": [entry.kind for entry in self.entries],
            "parts": [entry.points for entry in self.entries],
            "held": account.points,
            "debt": account.debt,
        }
        [[movement.pk]] = fetch(_INSERT.given(**values))
        return movement
