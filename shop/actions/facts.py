"""What all facts share: lock the row, compare the statement, find what it refers to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from shop.actions.refusals import UnknownId
from shop.models import Fact, Shop
from shop.rules import facts
from shop.rules.facts import AnyFact


@dataclass(frozen=True, slots=True)
class StatementResult[F: Fact]:
    """What became of a statement."""

    row: F
    created: bool = False
    changed: bool = False
    stale: bool = False


def lock[F: Fact](model: type[F], shop: Shop, external_id: str) -> F:
    """Lock the row of this id; a placeholder is made where there was none."""
    # NO KEY: rows that only refer to it (a foreign key) need not wait.
    rows = model._default_manager.select_for_update(no_key=True).filter(
        shop=shop, external_id=external_id
    )
    row = rows.first()
    if row is None:
        model._default_manager.bulk_create(
            [model(shop=shop, external_id=external_id)], ignore_conflicts=True
        )
        # Mine, or that of whoever made it at the same moment: then this waits for them.
        row = rows.get()
    row.shop = shop
    return row


def lock_known[F: Fact](model: type[F], shop: Shop, external_id: str) -> F:
    """Lock the row of this id. Raises UnknownId."""
    row = _lock_if_known(model, shop, external_id)
    if row is None:
        raise UnknownId(external_id, model.kind)
    return row


def on_row_of[F: Fact, R](
    model: type[F], shop: Shop, external_id: str, do: Callable[[F], R]
) -> R:
    """Call ``do`` with the row of this id, locked, or with a new one that ``do`` inserts.

    Where somebody else inserts it at the same moment, ``do`` runs again on that row. So a
    new order is one INSERT, and not a placeholder and then an UPDATE.
    """
    row = _lock_if_known(model, shop, external_id)
    if row is not None:
        return do(row)
    try:
        with transaction.atomic():
            return do(model(shop=shop, external_id=external_id))
    except IntegrityError:
        row = _lock_if_known(model, shop, external_id)
        if row is None:
            raise
    return do(row)


def _lock_if_known[F: Fact](model: type[F], shop: Shop, external_id: str) -> F | None:
    rows = model._default_manager.select_for_update(no_key=True)
    row = rows.filter(shop=shop, external_id=external_id).first()
    if row is not None:
        row.shop = shop
    return row


def refer[F: Fact](
    model: type[F],
    shop: Shop,
    external_ids: Iterable[str],
    *,
    rows: QuerySet[F] | None = None,
) -> dict[str, F]:
    """Answer rows by id, with placeholders for those that were never stated.

    ``rows``: a queryset of the model with something more at hand.
    Queries: 1, and 2 more where a placeholder is made.
    """
    wanted = set(external_ids)
    known = model._default_manager.all() if rows is None else rows
    rows = known.filter(shop=shop, external_id__in=wanted)
    found = {row.external_id: row for row in rows}
    # In sorted order, so that two statements with the same unknown products wait for each
    # other instead of deadlocking.
    if missing := sorted(wanted - found.keys()):
        model._default_manager.bulk_create(
            [model(shop=shop, external_id=each) for each in missing],
            ignore_conflicts=True,
        )
        found = {row.external_id: row for row in rows.all()}
    return found


def refer_one[F: Fact](model: type[F], shop: Shop, external_id: str | None) -> F | None:
    return refer(model, shop, [external_id])[external_id] if external_id else None


def state[F: Fact](row: F, fact: AnyFact, values: dict[str, Any]) -> StatementResult[F]:
    """Write ``values``, unless the statement is older than the last one or says the same.

    ``stale``: it is older. ``changed``: something was written but its time.
    """
    digest = facts.digest(fact)
    if row.updated_at is not None and fact.updated_at < row.updated_at:
        return StatementResult(row, stale=True)
    created = row.updated_at is None
    changed = created or bytes(row.digest or b"") != digest
    if not changed:
        values = {}
    if changed or row.updated_at != fact.updated_at:
        values |= {"updated_at": fact.updated_at, "digest": digest}
        for name, value in values.items():
            setattr(row, name, value)
        save(row, values)
    return StatementResult(row, created=created, changed=changed)


def save(row: Fact, names: Iterable[str]) -> None:
    """Write only what has changed, or all of a row that is new."""
    row.save(update_fields=None if row.pk is None else list(names))


def forget_statement(row: Fact) -> None:
    """Let the next statement count as a change, even when it says the same."""
    if row.updated_at is not None:
        row.digest = b""


def said_before_removal(row: Fact, fact: AnyFact) -> bool:
    """Whether the statement was made before the row was removed. A removal carries no time:
    what was said up to the last statement came before it.
    """
    return row.updated_at is not None and fact.updated_at <= row.updated_at
