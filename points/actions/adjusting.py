"""What staff do by hand, and what is left when somebody is erased."""

from datetime import datetime

from django.db import transaction

from earning import queries as earning_queries
from earning import rules
from points.actions.ledger import Book, Posting, open_book
from points.actions.limits import check_limit
from points.actions.refusals import NoReason, NotAMember, NotEnoughPoints
from points.models import Adjustment, Entry, Lot, Movement
from points.rules import spend
from shop import queries as shop_queries
from shop.models import Customer


@transaction.atomic
def adjust(
    *,
    customer: Customer,
    points: int,
    reason: str,
    source: str,
    author: str,
    now: datetime,
) -> Movement | None:
    """Give or take points by hand; zero does nothing. ``source`` counts once.

    What is given is a lot of its own that lives as long as an order's of today; it pays
    a debt first. What is taken must be there. Raises NotAMember, NotEnoughPoints,
    NoReason, and where it is beyond the author's role, NotAllowed and OverLimit.
    """
    if not customer.may_earn:
        raise NotAMember
    if not reason.strip():
        raise NoReason
    source = f"adjust:{customer.pk}:{source}"
    if done := _done(customer, source):
        return done
    check_limit(shop=customer.shop, author=author, points=points, now=now)
    book = open_book(customer, now)
    if done := _done(customer, source):
        return done
    book.sweep()
    posting = Posting(
        book=book,
        kind=Movement.Kind.ADJUST,
        source=source,
        author=author,
        happened_at=now,
        rules=earning_queries.rules_at(customer.shop, now),
    )
    if points > 0:
        _give(posting, points)
    else:
        _take(posting, -points)
    movement = posting.write()
    if movement:
        Adjustment.objects.create(movement=movement, reason=reason.strip())
    return movement


def _done(customer: Customer, source: str) -> Movement | None:
    return Movement.objects.filter(shop=customer.shop_id, source=source).first()


def _give(posting: Posting, points: int) -> None:
    version, book = posting.rules, posting.book
    assert version is not None, "adjust sets it"
    lot = book.know(
        Lot(
            shop_id=book.account.shop_id,
            account=book.account,
            cause=Lot.Cause.ADJUSTMENT,
            rules=version,
            granted=points,
            activates_at=book.now,
            expires_at=rules.expires_at(book.now, version.lifetime),
        )
    )
    posting.move(Entry.Kind.ADJUST, points, lot)
    posting.repay()


def _take(posting: Posting, points: int) -> None:
    lots = posting.book.available
    there = sum(lot.remaining for lot in lots)
    if points > there:
        raise NotEnoughPoints(asked=points, available=there)
    parts = spend(points, [lot.remaining for lot in lots])
    for lot, part in zip(lots, parts, strict=True):
        posting.move(Entry.Kind.ADJUST, -part, lot)


@transaction.atomic
def forfeit(*, customer: Customer, author: str, now: datetime) -> None:
    """Empty the account of somebody who is being erased, his debt included."""
    book: Book = open_book(customer, now)
    book.sweep()
    posting = Posting(
        book=book,
        kind=Movement.Kind.ERASE,
        # Numbered: a voucher that comes back later is forfeited by erasing once more.
        source=f"customer:{customer.external_id}:erased:{book.account.moves + 1}",
        author=author,
        happened_at=now,
    )
    for lot in book.live:
        posting.move(Entry.Kind.ADJUST, -lot.remaining, lot)
    posting.owe(book.account.debt)
    posting.write()
    everywhere = shop_queries.merged_ids(customer)
    Adjustment.objects.filter(movement__account__in=everywhere).update(reason="")
