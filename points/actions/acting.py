"""Points for what somebody does beside buying. Each cause gives once."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.days import local_day
from core.errors import Invalid
from earning import queries as earning_queries
from earning import rules
from earning.models import ActionTerms, RuleVersion
from points import queries as points_queries
from points.actions.ledger import MOST_POINTS, SYSTEM, Book, Posting, open_book, open_books
from points.actions.refusals import CapReached, NotAMember, NotOffered
from points.models import Entry, Lot, Movement
from points.rules import period_start, trace
from shop.models import Customer, Shop

Type = ActionTerms.Type


@transaction.atomic
def act(
    *, customer: Customer, action: str, source: str, author: str, now: datetime
) -> Movement | None:
    """Points for an action that the shop, or the customer, tells us of.

    None: this ``source`` has given before. Raises Invalid on an unknown action,
    NotOffered where the rules in force give nothing for it, NotAMember and CapReached.
    """
    if action not in Type.values:
        raise Invalid(_("“%(type)s” is no action.") % {"type": action}, field="type")
    version = earning_queries.rules_at(customer.shop, now)
    terms = version.for_action(action)
    if terms is None or action not in ActionTerms.REPORTED:
        raise NotOffered(action=action)
    return _act(customer, terms, version, trace(source), author, now, now)


@transaction.atomic
def welcome(*, customer: Customer, author: str, now: datetime) -> Movement | None:
    """Points for an account that was opened since the programme was: once per customer,
    by the rules of that instant.
    """
    opened_at = customer.registered_at
    if opened_at is None or not customer.may_earn:
        return None
    version = earning_queries.rules_at(customer.shop, opened_at)
    terms = version.for_action(Type.ACCOUNT_OPENED)
    if terms is None or opened_at < version.effective_from:
        return None
    return _act(customer, terms, version, "once", author, min(opened_at, now), now)


def _act(  # noqa: PLR0917 -- an action's pieces, handed on
    customer: Customer,
    terms: ActionTerms,
    version: RuleVersion,
    source: str,
    author: str,
    happened_at: datetime,
    now: datetime,
) -> Movement | None:
    if not customer.may_earn:
        raise NotAMember
    book = open_book(customer, now)
    source = f"action:{terms.type}:{customer.pk}:{source}"
    if Movement.objects.filter(shop=customer.shop_id, source=source).exists():
        return None
    _check_cap(customer, terms, now)
    posting = Posting(
        book=book,
        kind=Movement.Kind.ACTION,
        source=source,
        author=author,
        happened_at=happened_at,
        rules=version,
        action=terms.type,
    )
    lot = book.know(_lot(book, version, terms.points, happened_at))
    posting.move(Entry.Kind.EARN, terms.points, lot)
    posting.repay()
    movement = posting.write()
    book.sweep()
    return movement


def _lot(book: Book, version: RuleVersion, points: int, at: datetime) -> Lot:
    active = rules.activates_at(at, version.lifetime)
    return Lot(
        shop_id=book.account.shop_id,
        account=book.account,
        cause=Lot.Cause.ACTION,
        rules=version,
        granted=points,
        activates_at=active,
        expires_at=rules.expires_at(active, version.lifetime),
    )


def _check_cap(customer: Customer, terms: ActionTerms, now: datetime) -> None:
    if terms.cap is None:
        return
    done = Movement.objects.filter(account=customer.pk, action=terms.type)
    start = period_start(now, terms.cap_every, customer.shop.zone)
    if start:
        done = done.filter(happened_at__gte=start)
    if done.count() >= terms.cap:
        raise CapReached(cap=terms.cap, every=terms.cap_every)


# One statement for the birthdays of some locked accounts: a lot, a movement and an entry
# each. Who owes points is left to ``_act``, which has them pay the debt.
_GIVE = """
WITH due AS (
    SELECT account.customer_id, account.shop_id, account.moves + 1 AS number,
           account.points + %(points)s AS balance,
           nextval(pg_get_serial_sequence('points_lot', 'id')) AS lot,
           'action:birthday:' || account.customer_id || ':' || %(year)s AS source
    FROM points_account account
    WHERE account.customer_id = ANY(%(accounts)s)
      AND account.debt = 0 AND account.points + %(points)s <= %(most)s
), new AS (
    SELECT * FROM due
    WHERE NOT EXISTS (
        SELECT FROM points_movement
        WHERE shop_id = due.shop_id AND source = due.source)
), lot AS (
    INSERT INTO points_lot (
        id, shop_id, account_id, cause, rules_id, multiplier, granted, taken_back,
        absorbed, waived, expired, remaining, settlements, activates_at, expires_at)
    SELECT lot, shop_id, customer_id, 'action', %(version)s, 1, %(points)s, 0,
           0, 0, 0, %(points)s, 0, %(activates_at)s, %(expires_at)s
    FROM new
), movement AS (
    INSERT INTO points_movement (
        shop_id, account_id, number, kind, source, points, balance, forgiven,
        rules_id, action, author, happened_at)
    SELECT shop_id, customer_id, number, 'action', source, %(points)s, balance, 0,
           %(version)s, 'birthday', 'system', %(now)s
    FROM new
    RETURNING id, account_id
), entry AS (
    INSERT INTO points_entry (movement_id, lot_id, kind, points)
    SELECT movement.id, new.lot, 'earn', %(points)s
    FROM movement JOIN new ON new.customer_id = movement.account_id
), account AS (
    UPDATE points_account account
    SET moves = new.number, points = new.balance
    FROM new WHERE account.customer_id = new.customer_id
)
SELECT count(*) FROM new
"""


def give_birthdays(*, now: datetime, chunk: int = 1000) -> Iterator[int]:
    """Points for those whose birthday it is in their shop, once per local year.

    Who has registered today waits for next year. So many customers per transaction:
    how many were given points, each time.
    """
    for shop in Shop.objects.order_by("pk"):
        version = earning_queries.rules_at(shop, now)
        if terms := version.for_action(Type.BIRTHDAY):
            for customers in points_queries.birthdays(shop, now, chunk):
                yield _give_birthdays(customers, terms, version, now)


@transaction.atomic
def _give_birthdays(
    customers: list[Customer], terms: ActionTerms, version: RuleVersion, now: datetime
) -> int:
    books = open_books(customers, now)
    year = local_day(now, version.shop.zone).year
    active = rules.activates_at(now, version.lifetime)
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE,
            {
                "accounts": list(books),
                "points": terms.points,
                "most": MOST_POINTS,
                "year": str(year),
                "version": version.pk,
                "activates_at": active,
                "expires_at": rules.expires_at(active, version.lifetime),
                "now": now,
            },
        )
        given = int(cursor.fetchone()[0])
    owing = [each for each in customers if books[each.pk].account.debt]
    done = [_act(each, terms, version, str(year), SYSTEM, now, now) for each in owing]
    return given + len([movement for movement in done if movement])
