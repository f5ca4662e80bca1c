"""Orders that nobody has settled yet, many at once: the same books as one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from core.copying import copy_rows
from points import queries, rules
from points.actions.ledger import open_books
from points.models import Account, Entry, Lot, Movement, RuleVersion
from shop.models import Customer, Order, OrderLine


@dataclass
class _Books:
    """What the chunk will write."""

    lots: list[Lot] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@transaction.atomic
def settle_new(
    *, added: Sequence[tuple[Order, list[OrderLine]]], author: str, now: datetime
) -> list[Order]:
    """Settle orders that the caller has just written, so that none has a lot.

    Answers those that are left to be settled one by one: a customer's who owes points.
    """
    versions = queries.RulesByTime(added[0][0].shop)
    due = [
        (order, version, multiplier, points)
        for order, version, multiplier, points in _due(added, versions)
        if points
    ]
    owners = {order.customer for order, *_ in due if order.customer}
    books = {pk: book.account for pk, book in open_books(owners, now).items()}
    wrote, left = _Books(), []
    for order, version, multiplier, points in due:
        account = books[order.customer_id or 0]
        if account.debt:
            left.append(order)
        else:
            lot = _lot(order, account, version, multiplier, points)
            _post(wrote, lot, author, now)
    _write(wrote)
    return left


def _due(
    added: Sequence[tuple[Order, list[OrderLine]]], versions: queries.RulesByTime
) -> Iterator[tuple[Order, RuleVersion, Decimal, int]]:
    for order, lines in added:
        owner: Customer | None = order.customer
        if order.qualified_at is None or owner is None or not owner.may_earn:
            continue
        version = versions.at(order.qualified_at)
        multiplier = queries.multiplier_of(owner)
        points = queries.entitlement(order, lines, version, multiplier)
        yield order, version, multiplier, points


def _lot(
    order: Order, account: Account, version: RuleVersion, multiplier: Decimal, points: int
) -> Lot:
    assert order.qualified_at is not None, "only a qualified order gives"
    active = rules.activates_at(order.qualified_at, version.lifetime)
    return Lot(
        shop_id=order.shop_id,
        account=account,
        cause=Lot.Cause.ORDER,
        order=order,
        rules=version,
        multiplier=multiplier,
        granted=points,
        remaining=points,
        settlements=1,
        activates_at=active,
        expires_at=rules.expires_at(active, version.lifetime),
    )


def _post(wrote: _Books, lot: Lot, author: str, now: datetime) -> None:
    """Earned, and where the clock has taken it since, expired: as it would have been."""
    order = lot.order
    assert order is not None, "lots of history come from orders"
    wrote.lots.append(lot)
    happened_at = min(order.qualified_at or now, now)
    source = f"order:{order.external_id}:settle:1"
    _move(wrote, lot, Movement.Kind.SETTLE, Entry.Kind.EARN, source, author, happened_at)
    if lot.expires_at and lot.is_dead(now):
        lot.remaining, lot.expired = 0, lot.granted
        _move(
            wrote,
            lot,
            Movement.Kind.EXPIRE,
            Entry.Kind.EXPIRE,
            "",  # named after the lot, which has no number before it is written
            "system",
            lot.expires_at,
        )


def _move(  # noqa: PLR0917 -- one movement, spelled out
    wrote: _Books,
    lot: Lot,
    kind: Movement.Kind,
    entry_kind: Entry.Kind,
    source: str,
    author: str,
    happened_at: datetime,
) -> None:
    account = lot.account
    points = -lot.granted if kind == Movement.Kind.EXPIRE else lot.granted
    account.moves += 1
    account.points += points
    movement = Movement(
        shop_id=lot.shop_id,
        account=account,
        number=account.moves,
        kind=kind,
        source=source,
        points=points,
        balance=account.balance,
        order=lot.order,
        rules=lot.rules,
        author=author,
        happened_at=happened_at,
    )
    wrote.movements.append(movement)
    wrote.entries.append(Entry(movement=movement, lot=lot, kind=entry_kind, points=points))


def _write(wrote: _Books) -> None:
    if not wrote.lots:
        return
    copy_rows(wrote.lots)
    for movement, entry in zip(wrote.movements, wrote.entries, strict=True):
        entry.lot = entry.lot
        if not movement.source:
            movement.source = f"lot:{entry.lot_id}:expire:{movement.number}"
    copy_rows(wrote.movements)
    for movement, entry in zip(wrote.movements, wrote.entries, strict=True):
        entry.movement = movement
    copy_rows(wrote.entries)
    touched = {lot.account.pk: lot.account for lot in wrote.lots}.values()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE points_account SET points = said.points, moves = said.moves
            FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS said (pk, points, moves)
            WHERE customer_id = said.pk
            """,
            [
                [account.pk for account in touched],
                [account.points for account in touched],
                [account.moves for account in touched],
            ],
        )
