"""Settle orders of which no lot exists yet, many at once, with the ledger that results
from settling them one by one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from core.copying import copy_rows, new_keys
from earning.models import RuleVersion
from earning.queries.entitlement import entitlement, multiplier_of
from earning.queries.versions import RulesByTime
from earning.rules import lifetime
from earning.rules.frozen_terms import FrozenTerms
from points.actions.ledger import MOST_POINTS, SYSTEM
from points.actions.locking import lock_accounts
from points.actions.points_settlement import PointsSettlement
from points.models import Account, LedgerEntry, Lot, Movement
from points.queries.order_lots import first_time_buyers
from shop.models import Order
from shop.rules.amounts import OrderMoney


@dataclass(frozen=True, slots=True)
class _Credit:
    """What an order gives its owner; ``dead``: the clock has taken it since."""

    order: Order
    earned_at: datetime
    version: RuleVersion
    frozen: FrozenTerms
    points: int
    activates_at: datetime
    expires_at: datetime | None
    dead: bool


@dataclass(frozen=True, slots=True)
class NewLots:
    """What settling new orders has given, by the order's key. ``apart`` are the orders that
    are left to be settled one by one.
    """

    apart: list[Order]
    given: Mapping[int, tuple[_Credit, int]]

    def settlement_of(self, order: Order) -> PointsSettlement:
        """As settling the order by itself would have answered. Queries: 0."""
        if order.pk not in self.given:
            return PointsSettlement(0, None)
        credit, key = self.given[order.pk]
        lot = Lot(**dict(zip(_LOT, _lot(credit, key), strict=True)))
        return PointsSettlement(credit.points, lot)


@transaction.atomic
def settle_new(
    *,
    added: Sequence[tuple[Order, OrderMoney]],
    multipliers: Mapping[int, Decimal],
    author: str,
    now: datetime,
    history: bool = True,
) -> NewLots:
    """Settle orders of one shop, each with its lines.

    ``multipliers`` are those of the group held before an order, by the order's key; where
    it is missing, that of the customer's group of today.
    Left to be settled one by one are those of customers who owe points, or would have more
    than the columns can hold. Without ``history`` also those of customers whose points
    would have ended before today: settling one writes down all that the clock has taken.
    Requires: orders that the caller has just written, so that none has a lot.
    """
    # 1. What does each order give, and to whom?
    versions = RulesByTime(added[0][0].shop)
    due = list(_credits(added, versions, multipliers, now))
    owners = {credit.order.customer for credit in due if credit.order.customer}
    # 2. Lock all accounts and set those apart whose points have to pay a debt first.
    accounts = {pk: account.row for pk, account in lock_accounts(owners, now).items()}
    coming: Counter[int | None] = Counter()
    for credit in due:
        coming[credit.order.customer_id] += credit.points
    apart: set[int | None] = {
        pk
        for pk, account in accounts.items()
        if account.debt or account.points + coming[pk] > MOST_POINTS
    }
    if not history:
        apart |= {each.order.customer_id for each in due if each.dead}
    # 3. Write the rest by COPY.
    credits_ = [credit for credit in due if credit.order.customer_id not in apart]
    # Keys are drawn beforehand: COPY returns none, and the movements name their lots.
    lots = new_keys(Lot, len(credits_))
    if credits_:
        # A former first order that gives nothing any more is no longer the first one.
        firsts = [each.order.customer_id for each in credits_ if each.frozen.first_order]
        former = Lot.objects.filter(account__in=firsts, first_order=True)
        former.update(first_order=False)
        _write(credits_, lots, accounts, author, now)
    return NewLots(
        apart=[credit.order for credit in due if credit.order.customer_id in apart],
        given={
            credit.order.pk: (credit, key)
            for credit, key in zip(credits_, lots, strict=True)
        },
    )


def _credits(
    added: Sequence[tuple[Order, OrderMoney]],
    versions: RulesByTime,
    multipliers: Mapping[int, Decimal],
    now: datetime,
) -> Iterator[_Credit]:
    owners = {order.customer for order, _ in added if order.customer}
    newcomers = first_time_buyers(owners) if versions.has_first_order else set()
    for order, money in added:
        owner, counted_at, earned_at = order.customer, order.qualified_at, order.earned_at
        if counted_at is None or earned_at is None or owner is None or not owner.may_earn:
            continue
        version = versions.at(counted_at)
        frozen = FrozenTerms(
            multiplier=multipliers.get(order.pk, multiplier_of(owner)),
            first_order=owner.pk in newcomers and version.earning.first_order > 0,
        )
        points = entitlement(order, money, version, frozen)
        if points:
            newcomers.discard(owner.pk)
            life = version.lifetime
            active = lifetime.activates_at(earned_at, life)
            end = lifetime.expires_at(active, life)
            dead = end is not None and end <= now
            yield _Credit(order, earned_at, version, frozen, points, active, end, dead)


def _write(
    credits_: Sequence[_Credit],
    lots: Sequence[int],
    accounts: Mapping[int, Account],
    author: str,
    now: datetime,
) -> None:
    copy_rows(Lot, _LOT, map(_lot, credits_, lots))
    moves = [
        move
        for credit, lot in zip(credits_, lots, strict=True)
        for move in _moves(
            credit, lot, accounts[credit.order.customer_id or 0], author, now
        )
    ]
    keys = new_keys(Movement, len(moves))
    copy_rows(
        Movement,
        _MOVEMENT,
        ((key, *row) for key, (row, _) in zip(keys, moves, strict=True)),
    )
    copy_rows(
        LedgerEntry,
        _ENTRY,
        ((key, *entry) for key, (_, entry) in zip(keys, moves, strict=True)),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE points_account SET points = left_with.points, moves = left_with.moves
            FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS left_with (pk, points, moves)
            WHERE customer_id = left_with.pk
            """,
            [
                [account.pk for account in accounts.values()],
                [account.points for account in accounts.values()],
                [account.moves for account in accounts.values()],
            ],
        )


_LOT = (
    "id",
    "shop_id",
    "account_id",
    "original_owner_id",
    "cause",
    "order_id",
    "rules_id",
    "multiplier",
    "first_order",
    "issued",
    "clawed_back",
    "expired_counted",
    "written_off",
    "expired",
    "remaining",
    "settlements",
    "activates_at",
    "expires_at",
)


def _lot(credit: _Credit, key: int) -> tuple[object, ...]:
    order, owner = credit.order, credit.order.original_owner_id
    return (
        key,
        order.shop_id,
        order.customer_id,
        owner if owner != order.customer_id else None,
        Lot.Cause.ORDER.value,
        order.pk,
        credit.version.pk,
        credit.frozen.multiplier,
        credit.frozen.first_order,
        credit.points,
        0,
        0,
        0,
        credit.points if credit.dead else 0,
        0 if credit.dead else credit.points,
        1,
        credit.activates_at,
        credit.expires_at,
    )


_MOVEMENT = (
    "id",
    "shop_id",
    "account_id",
    "order_id",
    "lot_id",
    "rules_id",
    "number",
    "kind",
    "source",
    "points",
    "balance",
    "adjustment",
    "author",
    "happened_at",
    "booked_at",
)
_ENTRY = ("movement_id", "lot_id", "kind", "points")

type _Kinds = tuple[Movement.Kind, LedgerEntry.Kind]
_EARN: _Kinds = (Movement.Kind.SETTLE, LedgerEntry.Kind.EARN)
_EXPIRE: _Kinds = (Movement.Kind.EXPIRE, LedgerEntry.Kind.EXPIRE)

type _Move = tuple[tuple[object, ...], tuple[object, ...]]


def _moves(
    credit: _Credit, lot: int, account: Account, author: str, now: datetime
) -> Iterator[_Move]:
    """Earned, and where the clock has taken it since, expired: as it would have been.

    Each a movement, without its key, and its one entry, without its movement.
    """

    def move(  # noqa: PLR0917 -- the cells of a row
        kinds: _Kinds, settles: int | None, source: str, points: int, by: str, at: datetime
    ) -> _Move:
        account.points += points
        order = credit.order
        kind, entry = kinds
        # History counts in the books since it happened.
        rest = (account.moves, kind.value, source, points, account.balance, 0, by, at, at)
        return (
            (order.shop_id, account.pk, order.pk, settles, credit.version.pk, *rest),
            (lot, entry.value, points),
        )

    account.moves += 1
    source = f"order:{credit.order.external_id}:settle:1"
    earned_at = min(credit.earned_at, now)
    yield move(_EARN, lot, source, credit.points, author, earned_at)
    if credit.dead and credit.expires_at:
        account.moves += 1
        source = f"lot:{lot}:expire:{account.moves}"
        yield move(_EXPIRE, None, source, -credit.points, SYSTEM, credit.expires_at)
