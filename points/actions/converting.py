"""Points become a voucher, and come back to their own lots when it is cancelled unused."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import close_of, local_day
from core.errors import Invalid
from earning import queries as earning_queries
from earning import rules
from earning.models import RuleVersion
from mailing import actions as mailing
from points import queries as points_queries
from points.actions.ledger import Book, Posting, open_book, open_books
from points.actions.refusals import NotEnoughPoints, NothingToConvert, WrongStep
from points.mails import VOUCHER
from points.models import Entry, Lot, Movement
from points.rules import spend
from shop import actions as shops
from shop.models import Customer
from vouchers import actions as vouchers
from vouchers.models import Voucher


@transaction.atomic
def convert(
    *,
    customer: Customer,
    points: int | None,
    author: str,
    now: datetime,
    source: str | None = None,
) -> Voucher:
    """A voucher from ``points``, or from all that can be converted.

    The lot that expires soonest is spent first. ``source`` names the cause, where the door
    has a name for it: the same one again answers the same voucher. It goes by mail too.
    Raises NothingToConvert, NotEnoughPoints, WrongStep and Invalid.
    """
    source = f"convert:{customer.pk}:{source or uuid.uuid4()}"
    book = open_book(customer, now)
    if done := points_queries.converted_by(customer, source):
        assert done.voucher is not None, "a constraint names it"
        return done.voucher
    version = earning_queries.rules_at(customer.shop, now)
    book.sweep()
    spent = _how_many(book, version, points)
    voucher = _issue(customer, version, spent, author, now)
    posting = Posting(
        book=book,
        kind=Movement.Kind.CONVERT,
        source=source,
        author=author,
        happened_at=now,
        voucher=voucher,
        rules=version,
    )
    lots = book.available
    parts = spend(spent, [lot.remaining for lot in lots])
    for lot, part in zip(lots, parts, strict=True):
        posting.move(Entry.Kind.CONVERT, -part, lot)
    posting.write()
    _tell(customer, voucher, spent, now)
    return voucher


def _tell(customer: Customer, voucher: Voucher, points: int, now: datetime) -> None:
    mailing.queue(
        mail_type=VOUCHER,
        shop=customer.shop,
        source=f"voucher:{voucher.pk}",
        values={"voucher": voucher.pk, "points": points},
        customer=customer,
        now=now,
    )


def _how_many(book: Book, version: RuleVersion, asked: int | None) -> int:
    available = sum(lot.remaining for lot in book.available)
    if asked is None:
        asked = version.convertible(available)
    elif asked > available:
        raise NotEnoughPoints(asked=asked, available=available)
    if asked < version.least_convertible:
        raise NothingToConvert(available=available, minimum=version.least_convertible)
    if asked % version.convert_step:
        raise WrongStep(asked=asked, step=version.convert_step)
    return asked


def _issue(
    customer: Customer, version: RuleVersion, points: int, author: str, now: datetime
) -> Voucher:
    zone = customer.shop.zone
    last_day = local_day(now, zone) + timedelta(days=version.voucher_days)
    terms = vouchers.Terms(
        origin=Voucher.Origin.POINTS,
        label=version.voucher_label(customer.language or customer.shop.language),
        amount=rules.worth(points, version.value),
        minimum=version.voucher_minimum,
        categories=list(version.voucher_categories.all()),
        valid_from=now,
        valid_until=close_of(last_day, zone),
    )
    return vouchers.issue(
        shop=customer.shop, customer=customer, terms=terms, author=author, now=now
    )


@transaction.atomic
def cancel_conversion(*, voucher: Voucher, author: str, now: datetime) -> None:
    """Cancel an unused voucher that was bought with points, and give the points back.

    Raises vouchers.NotCancellable.
    """
    if voucher.customer is None or voucher.origin != Voucher.Origin.POINTS:
        raise Invalid(_("This voucher was not bought with points."), field="voucher")
    if voucher.rest_of_id:
        # An order has had the other part of what the points bought.
        raise vouchers.NotCancellable(voucher)
    # An order that uses the voucher holds its customer, then the voucher, then the account.
    shops.lock_customer(shop=voucher.shop, external_id=voucher.customer.external_id)
    books = open_books({voucher.customer, *_holders(voucher)}, now)
    vouchers.cancel(voucher=voucher, now=now)
    for book in books.values():
        _give_back(book, voucher, author)


def _holders(voucher: Voucher) -> set[Customer]:
    """Whose lots it was bought from: of several, where they were one person then."""
    return {lot.account.customer for lot, _points in _spent_on(voucher)}


def _spent_on(voucher: Voucher) -> list[tuple[Lot, int]]:
    spent = Entry.objects.filter(movement__voucher=voucher, kind=Entry.Kind.CONVERT)
    spent = spent.select_related("lot__account__customer").order_by("pk")
    return [(entry.lot, -entry.points) for entry in spent if entry.lot]


def call_in(book: Book, lot: Lot, *, needed: int, author: str) -> None:
    """Where a lot holds too little to take back, cancel unused vouchers bought from it,
    the latest first, until it holds enough. All their points go back to their lots.

    A voucher that somebody else has, or that was bought from somebody else's lots too, is
    left: their accounts are not locked here.
    """
    if not _short(lot, needed):
        return
    for voucher in vouchers.lock_unused(_bought_from(lot)):
        if _short(lot, needed):
            vouchers.cancel(voucher=voucher, now=book.now)
            _give_back(book, voucher, author)


def _bought_from(lot: Lot) -> list[int]:
    """Vouchers of the lot's own account, from its own lots only, by primary key."""
    bought = Entry.objects.filter(kind=Entry.Kind.CONVERT)
    own = bought.filter(lot=lot, movement__voucher__customer=lot.account_id)
    codes = set(own.values_list("movement__voucher", flat=True))
    also = bought.filter(movement__voucher__in=codes).exclude(lot__account=lot.account_id)
    codes -= set(also.values_list("movement__voucher", flat=True))
    return [pk for pk in codes if pk]


def _short(lot: Lot, needed: int) -> bool:
    return needed > lot.expired - lot.absorbed + lot.remaining


def _give_back(book: Book, voucher: Voucher, author: str) -> None:
    """To their own lots, with their own dates: what has expired since stays expired,
    unless the rules grant some days more.
    """
    posting = Posting(
        book=book,
        kind=Movement.Kind.GIVE_BACK,
        source=_source(book, voucher),
        author=author,
        happened_at=book.now,
        voucher=voucher,
    )
    version = earning_queries.rules_at(voucher.shop, book.now)
    if version.return_days:
        # What the clock has taken from these lots stays taken.
        book.sweep()
    for spent, points in _spent_on(voucher):
        if spent.account_id == book.account.pk:
            lot = book.know(spent)
            lot.expires_at = rules.at_least_until(
                lot.expires_at, book.now, version.return_period
            )
            posting.move(Entry.Kind.GIVE_BACK, points, lot)
    posting.repay()
    posting.write()
    book.sweep()


def _source(book: Book, voucher: Voucher) -> str:
    cancelled = f"voucher:{voucher.code}:cancelled"
    own = voucher.customer_id == book.account.pk
    return cancelled if own else f"{cancelled}:{book.account.pk}"
