"""Post the difference between what an order should have given and what it has given.

There is no other way for an order to move points: paid, cancelled, refunded, edited,
replayed and late all come through ``settle``, and twice is once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum

from earning import queries as earning_queries
from earning import rules
from earning.models import RuleVersion
from points import queries as points_queries
from points.actions.converting import call_in
from points.actions.ledger import Book, Posting, open_books
from points.models import Entry, Lot, Movement
from shop.models import Customer, Order, OrderLine


@dataclass(frozen=True, slots=True)
class Settlement:
    """``posted`` is what this run moved; ``lot`` is where the owner's points lie."""

    posted: int
    lot: Lot | None


def settle(
    *,
    order: Order,
    version: RuleVersion,
    lines: Sequence[OrderLine] | None = None,
    new: bool = False,
    author: str,
    now: datetime,
) -> Settlement:
    """The caller has locked the order in his transaction; ``version`` is of its instant.

    Whoever held its points before is settled too; of a ``new`` order nobody did.
    ``lines`` are its own, where the caller has them at hand.
    """
    owner = order.customer if order.customer and order.customer.may_earn else None
    ever = [] if new else _lots_of(order)
    lots = [lot for lot in ever if not lot.account.customer.erased_at]
    own = next((lot for lot in lots if owner and points_queries.is_own(lot, order)), None)
    frozen = own.frozen if own else points_queries.frozen_terms_for(owner, version)
    target = (
        earning_queries.entitlement(
            order,
            earning_queries.priced_lines(order, lines),
            version,
            frozen,
            earning_queries.voucher_discount_of(order, version),
        )
        if owner
        else 0
    )
    # What lots stand at changes only here, under the order's lock: no need for the
    # accounts' locks to see that there is nothing to do, and for whom there is.
    others = [lot for lot in lots if lot is not own and lot.posted]
    settled = target == (own.posted if own else 0)
    if not others and settled and not (own and _misdated(own, order, version)):
        return Settlement(0, own)
    holders = {lot.account.customer for lot in others} | ({owner} if owner else set())
    books = open_books(holders, now)
    # Under the locks the lots are read again: they may have been spent from meanwhile.
    ever = _lots_of(order) if ever else []
    return _post(order, ever, version, owner, target, frozen, books, author)


def _post(  # noqa: PLR0917 -- the pieces of one settlement, handed on
    order: Order,
    ever: list[Lot],
    version: RuleVersion,
    owner: Customer | None,
    target: int,
    frozen: rules.FrozenTerms,
    books: dict[int, Book],
    author: str,
) -> Settlement:
    run = sum(lot.settlements for lot in ever)
    lots = [books[lot.account_id].know(lot) for lot in ever if lot.account_id in books]
    posted, own = 0, None
    if owner and not any(points_queries.is_own(lot, order) for lot in lots):
        lots.append(_new_lot(books[owner.pk], order, version, frozen))
        if frozen.first_order and target:
            _forget_first_order(owner)
    for lot in lots:
        mine = owner is not None and points_queries.is_own(lot, order)
        due = (target if mine else 0) - lot.posted
        own = lot if mine else own
        redated = mine and _misdated(lot, order, version)
        if redated:
            _date(lot, order, version)
            lot.save(update_fields=["activates_at", "expires_at"])
        if due or redated:
            run += 1
            posting = _posting(books[lot.account_id], order, lot, version, run, author)
            _settle_lot(posting, lot, due)
            posted += due
    return Settlement(posted, own)


def _settle_lot(posting: Posting, lot: Lot, due: int) -> None:
    if due > 0:
        _give(posting, lot, due)
    else:
        take(posting, lot, -due)
    # After taking: that may write expiries first, and reads the lot again.
    lot.settlements += 1
    lot.rules = posting.rules or lot.rules
    posting.touch(lot)
    posting.repay()
    posting.write()
    if lot.is_dead(posting.book.now):
        posting.book.sweep()


def _posting(  # noqa: PLR0917 -- the same pieces
    book: Book, order: Order, lot: Lot, version: RuleVersion, run: int, author: str
) -> Posting:
    return Posting(
        book=book,
        kind=Movement.Kind.SETTLE,
        source=f"order:{order.external_id}:settle:{run}",
        author=author,
        happened_at=min(_happened_at(order, run), book.now),
        order=order,
        lot=lot,
        rules=version,
    )


def _happened_at(order: Order, run: int) -> datetime:
    """The first one is of the day the order qualified: history has its dates."""
    at = order.qualified_at if run == 1 else order.updated_at
    assert at is not None, "nothing is posted for a placeholder"
    return at


def _forget_first_order(owner: Customer) -> None:
    """One that gives nothing any more makes room for the next."""
    Lot.objects.filter(account=owner.pk, first_order=True).update(first_order=False)


def _new_lot(
    book: Book, order: Order, version: RuleVersion, frozen: rules.FrozenTerms
) -> Lot:
    lot = Lot(
        shop_id=order.shop_id,
        account=book.account,
        original_owner_id=None
        if order.original_owner_id == book.account.pk
        else order.original_owner_id,
        cause=Lot.Cause.ORDER,
        order=order,
        rules=version,
        multiplier=frozen.multiplier,
        first_order=frozen.first_order,
    )
    _date(lot, order, version)
    return book.know(lot)


def _date(lot: Lot, order: Order, version: RuleVersion) -> None:
    assert order.qualified_at is not None, "only a qualified order gives"
    lot.activates_at = rules.activates_at(order.qualified_at, version.lifetime)
    lot.expires_at = rules.expires_at(lot.activates_at, version.lifetime)


def _misdated(lot: Lot, order: Order, version: RuleVersion) -> bool:
    """A statement that came late may be the first that qualified the order; and what
    qualified it may have been unsaid.
    """
    if order.qualified_at is None:
        return False
    return lot.activates_at != rules.activates_at(order.qualified_at, version.lifetime)


def _give(posting: Posting, lot: Lot, points: int) -> None:
    """First what was really taken, to where it came from; then what was forgiven;
    only then new points.
    """
    restored = min(points, lot.taken_back)
    _restore(posting, lot, restored)
    lot.taken_back -= restored
    points -= restored
    for name in ("waived", "absorbed"):
        part = min(points, getattr(lot, name))
        setattr(lot, name, getattr(lot, name) - part)
        posting.forgiven -= part
        points -= part
    posting.move(Entry.Kind.EARN, points, lot)
    lot.granted += points


def _restore(posting: Posting, lot: Lot, points: int) -> None:
    """Lots that stood in for this one get theirs back, the last one first; what the lot
    itself gave, or became a debt, returns to it. So does what lots gave that have gone
    to another account since.
    """
    if not points:
        return
    stood_in = (
        Entry.objects.filter(
            movement__order=posting.order,
            movement__lot=lot,
            lot__account=lot.account_id,
            kind__in=[Entry.Kind.TAKE_BACK, Entry.Kind.RESTORE],
        )
        .exclude(lot=lot)
        .values("lot")
        .annotate(net=Sum("points"), last=Max("pk"))
        .filter(net__lt=0)
        .order_by("-last")
    )
    for row in stood_in:
        part = min(points, -row["net"])
        other = posting.book.know(Lot.objects.get(pk=row["lot"]))
        posting.move(Entry.Kind.RESTORE, part, other)
        points -= part
    posting.move(Entry.Kind.RESTORE, points, lot)


def take(posting: Posting, lot: Lot, points: int) -> None:
    """The declared order: expired points count; what the lot holds; unused vouchers bought
    from it; the soonest-expiring available; pending; debt; and what is left is waived.
    """
    book = posting.book
    book.sweep()
    call_in(book, lot, needed=points, author=posting.author)
    absorbed = min(points, lot.expired - lot.absorbed)
    lot.absorbed += absorbed
    left = points - absorbed
    others = [each for each in [*book.available, *book.pending] if each is not lot]
    for holder in [lot, *others]:
        part = min(left, holder.remaining)
        posting.move(Entry.Kind.TAKE_BACK, -part, holder)
        left -= part
    owed = min(left, _may_owe(posting, lot))
    posting.owe(-owed)
    waived = left - owed
    lot.waived += waived
    lot.taken_back += points - absorbed - waived
    posting.forgiven += absorbed + waived


def _may_owe(posting: Posting, lot: Lot) -> int:
    limit = posting.rules.debt_limit if posting.rules else None
    if limit is None:
        return lot.granted
    return max(0, limit - posting.book.account.debt)


def _lots_of(order: Order) -> list[Lot]:
    """All that have held points of this order, whoever has been erased since."""
    return list(
        Lot.objects.filter(order=order)
        .select_related("account__customer", "rules__shop")
        .order_by("pk")
    )
