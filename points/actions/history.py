"""Orders that nobody has settled yet, many at once: the same books as one by one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from core.copying import copy_rows, new_keys
from earning import queries as earning_queries
from earning import rules
from earning.models import RuleVersion
from points import queries as points_queries
from points.actions.ledger import MOST_POINTS, SYSTEM, open_books
from points.models import Account, Entry, Lot, Movement
from shop.models import Order
from shop.rules import PricedLine


@dataclass(frozen=True, slots=True)
class _Grant:
    """What an order gives its owner; ``dead``: the clock has taken it since."""

    order: Order
    qualified_at: datetime
    version: RuleVersion
    frozen: rules.FrozenTerms
    points: int
    activates_at: datetime
    expires_at: datetime | None
    dead: bool


@transaction.atomic
def settle_new(
    *,
    added: Sequence[tuple[Order, list[PricedLine]]],
    multipliers: Mapping[int, Decimal],
    author: str,
    now: datetime,
) -> list[Order]:
    """Settle orders that the caller has just written, so that none has a lot.

    ``multipliers`` are those of the group held before an order, by its key; where it is
    not among them, that of the customer's group of today.

    Answers those that are left to be settled one by one: a customer's who owes points,
    or would have more than the books can hold.
    """
    versions = earning_queries.RulesByTime(added[0][0].shop)
    due = list(_due(added, versions, multipliers, now))
    owners = {grant.order.customer for grant in due if grant.order.customer}
    accounts = {pk: book.account for pk, book in open_books(owners, now).items()}
    coming: Counter[int | None] = Counter()
    for grant in due:
        coming[grant.order.customer_id] += grant.points
    apart = {
        pk
        for pk, account in accounts.items()
        if account.debt or account.points + coming[pk] > MOST_POINTS
    }
    grants = [grant for grant in due if grant.order.customer_id not in apart]
    if grants:
        _forget_first_orders(grants)
        _write(grants, accounts, author, now)
    return [grant.order for grant in due if grant.order.customer_id in apart]


def _due(
    added: Sequence[tuple[Order, list[PricedLine]]],
    versions: earning_queries.RulesByTime,
    multipliers: Mapping[int, Decimal],
    now: datetime,
) -> Iterator[_Grant]:
    owners = {order.customer for order, _ in added if order.customer}
    new = points_queries.first_time_buyers(owners) if versions.has_first_order else set()
    for order, lines in added:
        owner, qualified_at = order.customer, order.qualified_at
        if qualified_at is None or owner is None or not owner.may_earn:
            continue
        version = versions.at(qualified_at)
        frozen = rules.FrozenTerms(
            multiplier=multipliers.get(order.pk, earning_queries.multiplier_of(owner)),
            first_order=owner.pk in new and version.earning.first_order > 0,
        )
        points = earning_queries.entitlement(order, lines, version, frozen)
        if points:
            new.discard(owner.pk)
            life = version.lifetime
            active = rules.activates_at(qualified_at, life)
            end = rules.expires_at(active, life)
            dead = end is not None and end <= now
            yield _Grant(order, qualified_at, version, frozen, points, active, end, dead)


def _forget_first_orders(grants: Sequence[_Grant]) -> None:
    """Those that give nothing any more make room."""
    firsts = [grant.order.customer_id for grant in grants if grant.frozen.first_order]
    if firsts:
        former = Lot.objects.filter(account__in=firsts, first_order=True)
        former.update(first_order=False)


def _write(
    grants: Sequence[_Grant], accounts: Mapping[int, Account], author: str, now: datetime
) -> None:
    lots = new_keys(Lot, len(grants))
    copy_rows(Lot, _LOT, map(_lot, grants, lots))
    moves = [
        move
        for grant, lot in zip(grants, lots, strict=True)
        for move in _moves(grant, lot, accounts[grant.order.customer_id or 0], author, now)
    ]
    keys = new_keys(Movement, len(moves))
    copy_rows(
        Movement,
        _MOVEMENT,
        ((key, *row) for key, (row, _) in zip(keys, moves, strict=True)),
    )
    copy_rows(
        Entry, _ENTRY, ((key, *entry) for key, (_, entry) in zip(keys, moves, strict=True))
    )
    _write_accounts(list(accounts.values()))


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
    "granted",
    "taken_back",
    "absorbed",
    "waived",
    "expired",
    "remaining",
    "settlements",
    "activates_at",
    "expires_at",
)


def _lot(grant: _Grant, key: int) -> tuple[object, ...]:
    return (
        key,
        grant.order.shop_id,
        grant.order.customer_id,
        _home(grant.order),
        Lot.Cause.ORDER.value,
        grant.order.pk,
        grant.version.pk,
        grant.frozen.multiplier,
        grant.frozen.first_order,
        grant.points,
        0,
        0,
        0,
        grant.points if grant.dead else 0,
        0 if grant.dead else grant.points,
        1,
        grant.activates_at,
        grant.expires_at,
    )


def _home(order: Order) -> int | None:
    return None if order.original_owner_id == order.customer_id else order.original_owner_id


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
    "forgiven",
    "author",
    "happened_at",
)
_ENTRY = ("movement_id", "lot_id", "kind", "points")

type _Kinds = tuple[Movement.Kind, Entry.Kind]
_EARN: _Kinds = (Movement.Kind.SETTLE, Entry.Kind.EARN)
_EXPIRE: _Kinds = (Movement.Kind.EXPIRE, Entry.Kind.EXPIRE)

type _Move = tuple[tuple[object, ...], tuple[object, ...]]


def _moves(
    grant: _Grant, lot: int, account: Account, author: str, now: datetime
) -> Iterator[_Move]:
    """Earned, and where the clock has taken it since, expired: as it would have been.

    Each a movement, without its key, and its one entry, without its movement.
    """

    def move(  # noqa: PLR0917 -- the cells of a row
        kinds: _Kinds, settles: int | None, source: str, points: int, by: str, at: datetime
    ) -> _Move:
        account.points += points
        order = grant.order
        kind, entry = kinds
        said = (account.moves, kind.value, source, points, account.balance, 0, by, at)
        return (
            (order.shop_id, account.pk, order.pk, settles, grant.version.pk, *said),
            (lot, entry.value, points),
        )

    account.moves += 1
    source = f"order:{grant.order.external_id}:settle:1"
    earned_at = min(grant.qualified_at, now)
    yield move(_EARN, lot, source, grant.points, author, earned_at)
    if grant.dead and grant.expires_at:
        account.moves += 1
        source = f"lot:{lot}:expire:{account.moves}"
        yield move(_EXPIRE, None, source, -grant.points, SYSTEM, grant.expires_at)


def _write_accounts(accounts: Sequence[Account]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE points_account SET points = said.points, moves = said.moves
            FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS said (pk, points, moves)
            WHERE customer_id = said.pk
            """,
            [
                [account.pk for account in accounts],
                [account.points for account in accounts],
                [account.moves for account in accounts],
            ],
        )
