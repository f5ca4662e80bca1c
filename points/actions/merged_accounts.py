"""Move lots when two accounts become one, and when they part again. Lots keep their dates.

Each side has a movement of its own, with an entry per lot that changes hands: at every
instant an account's balance is the sum of its entries.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Coalesce

from points.actions.ledger import Posting
from points.actions.locking import lock_accounts
from points.models import LedgerEntry, Lot, Movement
from points.queries.debts import share_of_debt
from shop.models import Customer


@transaction.atomic
def on_merge(*, kept: Customer, absorbed: Customer, author: str, now: datetime) -> None:
    """Move all lots and the debt of ``absorbed`` to ``kept``; then points pay the debt.

    Requires: ``absorbed`` is marked as merged already, at ``now``.
    """
    source = f"merge:{absorbed.pk}:{now.isoformat()}"
    gone, come = _both_sides(Movement.Kind.MERGE, absorbed, kept, source, author, now)
    for lot in gone.account.live:
        lot.original_owner_id = lot.origin_id
        _move_lot(lot, gone, come)
    debt = gone.account.row.debt
    gone.owe(debt)
    come.owe(-debt)
    # Lots that hold nothing go along too: orders that are refunded later look for them.
    # One that was moved by an earlier merge keeps its first owner.
    Lot.objects.filter(account=absorbed.pk).update(
        original_owner=Coalesce(
            "original_owner_id", "account_id", output_field=BigIntegerField()
        ),
        account=kept.pk,
    )
    _write(gone, come)


@transaction.atomic
def on_unmerge(
    *,
    kept: Customer,
    parting: Customer,
    merged_ids: Collection[int],
    merged_at: datetime,
    author: str,
    now: datetime,
) -> None:
    """Return each lot to ``parting`` with what is left of it, and each debt to its origin.

    What points paid of the other's debt in the merge itself is paid back. What was done
    while the two were one stays done. ``merged_ids``: the customers whose lots go along.
    """
    source = f"unmerge:{parting.pk}:{now.isoformat()}"
    gone, come = _both_sides(Movement.Kind.UNMERGE, kept, parting, source, author, now)
    # 1. The part of the debt that is theirs goes along.
    own = share_of_debt(gone.account.row, merged_ids)
    gone.owe(own)
    # 2. What the merge paid of a debt returns to the lots that paid it, and the debt to
    # whose it was: to the one who parts, or to the one who stays.
    paid, was_theirs = _pay_back(gone, parting, merged_at)
    come.owe(-own - paid if was_theirs else -own)
    gone.owe(0 if was_theirs else -paid)
    # 3. The lots change hands, each as the object that holds what step 2 paid back.
    for row in Lot.objects.filter(account=kept.pk, original_owner__in=merged_ids).order_by(
        "pk"
    ):
        lot = gone.account.track(row)
        lot.original_owner_id = (
            None if lot.original_owner_id == parting.pk else lot.original_owner_id
        )
        _move_lot(lot, gone, come)
        lot.save(update_fields=["account", "original_owner"])
    _write(gone, come)


def _both_sides(  # noqa: PLR0917 -- handed on in this order
    kind: Movement.Kind,
    giver: Customer,
    taker: Customer,
    source: str,
    author: str,
    now: datetime,
) -> tuple[Posting, Posting]:
    """The movement of who gives the lots and of who takes them, both accounts locked."""
    accounts = lock_accounts([giver, taker], now)
    for account in accounts.values():
        account.expire_due()
    gone, come = (
        Posting(
            account=accounts[one.pk],
            kind=kind,
            source=f"{source}:{side}",
            author=author,
            happened_at=now,
            other=other,
        )
        for one, other, side in [(giver, taker, "out"), (taker, giver, "in")]
    )
    return gone, come


def _move_lot(lot: Lot, gone: Posting, come: Posting) -> None:
    points = lot.remaining
    gone.move(LedgerEntry.Kind.TRANSFER, -points, lot)
    gone.account.untrack(lot)
    lot.account = come.account.row
    come.move(LedgerEntry.Kind.TRANSFER, points, lot)


def _pay_back(gone: Posting, parting: Customer, merged_at: datetime) -> tuple[int, bool]:
    """Return what the merge paid of a debt to the lots that paid it. Answers how much, and
    whether the debt was that of the one who parts. Lots that have left since are not paid
    back.
    """
    merge = Movement.objects.filter(
        kind=Movement.Kind.MERGE, other=parting, happened_at=merged_at
    ).first()
    if merge is None:
        return 0, False
    paid = merge.entries.filter(
        kind=LedgerEntry.Kind.REPAY, lot__account=gone.account.row
    ).select_related("lot")
    total = 0
    for entry in paid.order_by("pk"):
        assert entry.lot is not None, "a constraint says so"
        gone.move(LedgerEntry.Kind.TRANSFER, -entry.points, gone.account.track(entry.lot))
        total -= entry.points
    return total, merge.entries.filter(lot=None, points__lt=0).exists()


def _write(gone: Posting, come: Posting) -> None:
    # In rounds, not one side after the other: a lot that has changed hands belongs to both
    # postings, and each has to be complete before either saves it.
    for posting in (gone, come):
        posting.repay()
    for posting in (gone, come):
        posting.write()
    for posting in (gone, come):
        posting.account.expire_due()
