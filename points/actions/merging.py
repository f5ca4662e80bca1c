"""Two accounts become one, and two again. Lots change hands and keep their dates.

Each side has a movement of its own, with an entry per lot that changes hands: at every
instant an account's balance is the sum of its entries.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Coalesce

from points import queries as points_queries
from points.actions.ledger import Book, Posting, open_books
from points.models import Entry, Lot, Movement
from shop.models import Customer


@transaction.atomic
def merge(*, kept: Customer, absorbed: Customer, author: str, now: datetime) -> None:
    """All that the one has, debt included, is the other's; then points pay the debt.

    ``absorbed`` is marked as merged already, at ``now``.
    """
    there, here = _open(absorbed, kept, now)
    source = f"merge:{absorbed.pk}:{now.isoformat()}"
    gone = _posting(there, Movement.Kind.MERGE, kept, f"{source}:out", author)
    come = _posting(here, Movement.Kind.MERGE, absorbed, f"{source}:in", author)
    for lot in there.live:
        lot.original_owner_id = lot.origin_id
        _hand_over(lot, gone, come)
    debt = there.account.debt
    gone.owe(debt)
    come.owe(-debt)
    Lot.objects.filter(account=absorbed.pk).update(
        original_owner=Coalesce(
            "original_owner_id", "account_id", output_field=BigIntegerField()
        ),
        account=kept.pk,
    )
    _write(gone, come)


@transaction.atomic
def unmerge(
    *,
    kept: Customer,
    parting: Customer,
    merged_ids: Collection[int],
    merged_at: datetime,
    author: str,
    now: datetime,
) -> None:
    """Each lot goes back to its original owner with what is left of it, and each debt to
    the account it comes from.

    What points paid of the other's debt in the merge itself is paid back. What was done
    while the two were one stays done. ``merged_ids``: the customers whose lots go along.
    """
    here, there = _open(kept, parting, now)
    source = f"unmerge:{parting.pk}:{now.isoformat()}"
    gone = _posting(here, Movement.Kind.UNMERGE, parting, f"{source}:out", author)
    come = _posting(there, Movement.Kind.UNMERGE, kept, f"{source}:in", author)
    own = points_queries.share_of_debt(here.account, merged_ids)
    gone.owe(own)
    paid, was_his = _pay_back(gone, parting, merged_at)
    come.owe(-own - paid if was_his else -own)
    gone.owe(0 if was_his else -paid)
    for lot in Lot.objects.filter(account=kept.pk, original_owner__in=merged_ids).order_by(
        "pk"
    ):
        lot = here.know(lot)  # noqa: PLW2901 -- the object that holds what was paid back
        lot.original_owner_id = (
            None if lot.original_owner_id == parting.pk else lot.original_owner_id
        )
        _hand_over(lot, gone, come)
        lot.save(update_fields=["account", "original_owner"])
    _write(gone, come)


def _open(one: Customer, other: Customer, now: datetime) -> tuple[Book, Book]:
    books = open_books([one, other], now)
    for book in books.values():
        book.sweep()
    return books[one.pk], books[other.pk]


def _posting(
    book: Book, kind: Movement.Kind, other: Customer, source: str, author: str
) -> Posting:
    return Posting(
        book=book,
        kind=kind,
        source=source,
        author=author,
        happened_at=book.now,
        other=other,
    )


def _hand_over(lot: Lot, gone: Posting, come: Posting) -> None:
    points = lot.remaining
    gone.move(Entry.Kind.TRANSFER, -points, lot)
    gone.book.forget(lot)
    lot.account = come.book.account
    come.move(Entry.Kind.TRANSFER, points, lot)


def _pay_back(gone: Posting, parting: Customer, merged_at: datetime) -> tuple[int, bool]:
    """What the merge paid of a debt, back in the lots that paid it; and whether that
    debt was of the one who parts. Lots that have left since have paid for good.
    """
    merge = Movement.objects.filter(
        kind=Movement.Kind.MERGE, other=parting, happened_at=merged_at
    ).first()
    if merge is None:
        return 0, False
    paid = merge.entries.filter(
        kind=Entry.Kind.REPAY, lot__account=gone.book.account
    ).select_related("lot")
    total = 0
    for entry in paid.order_by("pk"):
        assert entry.lot is not None, "a constraint says so"
        gone.move(Entry.Kind.TRANSFER, -entry.points, gone.book.know(entry.lot))
        total -= entry.points
    return total, merge.entries.filter(lot=None, points__lt=0).exists()


def _write(gone: Posting, come: Posting) -> None:
    for posting in (gone, come):
        posting.repay()
    for posting in (gone, come):
        posting.write()
    for posting in (gone, come):
        posting.book.sweep()
