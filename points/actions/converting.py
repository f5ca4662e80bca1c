"""Convert points into a voucher, and return them when it is cancelled unused."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.days import close_of, local_day
from core.errors import Invalid
from earning.models import RuleVersion
from earning.queries import versions as earning_versions
from earning.rules import converting
from mailing.actions import queueing as mailing
from points.actions.crediting import return_points, spent_on
from points.actions.ledger import Posting
from points.actions.locking import LockedAccount, lock_account, lock_accounts
from points.actions.refusals import (
    NotAMember,
    NotEnoughPoints,
    NothingToConvert,
    WrongStep,
)
from points.mails.vouchers import POINTS_VOUCHER
from points.models import LedgerEntry, Movement
from points.queries.history import converted_by
from shop.actions import customers as shops
from shop.models import Customer, Order
from vouchers.actions.cancelling import cancel as cancel_vouchers
from vouchers.actions.issuing import VoucherTerms
from vouchers.actions.issuing import issue as issue_voucher
from vouchers.actions.refusals import NotCancellable
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
    """Convert ``points``, or all that can be converted, into a voucher, and mail it.

    ``source`` names the cause, where the caller has a name for it: the same one again
    returns the same voucher.
    Raises: NothingToConvert, NotEnoughPoints, WrongStep, Invalid.
    """
    source = f"convert:{customer.pk}:{source or uuid.uuid4()}"
    # 1. Looked for under the lock: of two calls at once the second finds the voucher.
    account = lock_account(customer, now)
    if done := converted_by(customer, source):
        assert done.voucher is not None, "a constraint names it"
        return done.voucher
    # 2. How many can be spent, when what has expired is out of the way?
    version = earning_versions.rules_at(customer.shop, now)
    account.expire_due()
    spent = _how_many(account, version, points)
    voucher = _turn_into_voucher(
        account, customer, version, spent, source=source, author=author, at=now
    )
    # 3. In this transaction: there is a mail exactly when there is a voucher.
    mailing.queue(
        mail_type=POINTS_VOUCHER,
        shop=customer.shop,
        source=f"points_voucher:{voucher.pk}",
        values={"voucher_id": voucher.pk, "points": spent},
        customer=customer,
        now=now,
    )
    return voucher


@transaction.atomic
def convert_for_order(*, order: Order, author: str, now: datetime) -> Voucher:
    """Convert the points that an order was paid with into the voucher that it uses.
    Idempotent by order: it converts once, whatever number of points it names later.

    By the rules of the day it was placed. No mail: the customer has spent them.
    Raises: NotAMember, NothingToConvert, NotEnoughPoints, WrongStep.
    """
    customer, placed_at = order.customer, order.placed_at
    assert placed_at is not None, "an order that was stated was placed"
    if customer is None or not customer.may_earn:
        raise NotAMember
    customer.shop = order.shop
    source = f"convert:order:{order.external_id}"
    account = lock_account(customer, now)
    done = Movement.objects.filter(shop=order.shop_id, source=source)
    if (movement := done.select_related("voucher").first()) and movement.voucher:
        return movement.voucher
    version = earning_versions.rules_at(order.shop, placed_at)
    account.expire_due()
    spent = _how_many(account, version, order.points_spent)
    return _turn_into_voucher(
        account,
        customer,
        version,
        spent,
        source=source,
        author=author,
        at=min(placed_at, now),
    )


def _turn_into_voucher(
    account: LockedAccount,
    customer: Customer,
    version: RuleVersion,
    points: int,
    *,
    source: str,
    author: str,
    at: datetime,
) -> Voucher:
    """Issue the voucher, then spend the points: those that expire first go first."""
    zone = customer.shop.zone
    last_day = local_day(at, zone) + timedelta(days=version.voucher_days)
    terms = VoucherTerms(
        origin=Voucher.Origin.POINTS,
        label=version.voucher_label(customer.spoken_language),
        amount=converting.worth(points, version.value),
        minimum=version.voucher_minimum,
        categories=list(version.voucher_categories.all()),
        valid_from=at,
        valid_until=close_of(last_day, zone),
    )
    # Before the movement, which names it.
    voucher = issue_voucher(
        shop=customer.shop,
        customer=customer,
        terms=terms,
        author=author,
        now=at,
        booked_at=account.now,
    )
    posting = Posting(
        account=account,
        kind=Movement.Kind.CONVERT,
        source=source,
        author=author,
        happened_at=at,
        voucher=voucher,
        rules=version,
    )
    posting.spend(LedgerEntry.Kind.CONVERT, points)
    posting.write()
    return voucher


def _how_many(account: LockedAccount, version: RuleVersion, asked: int | None) -> int:
    available = sum(lot.remaining for lot in account.available)
    if asked is None:
        asked = version.convertible(available)
    elif asked > available:
        raise NotEnoughPoints(asked=asked, available=available)
    if asked < version.least_convertible:
        raise NothingToConvert(available=available, minimum=version.least_convertible)
    if asked % version.convert_step:
        raise WrongStep(asked=asked, step=version.convert_step)
    return asked


@transaction.atomic
def cancel_conversion(*, voucher: Voucher, author: str, now: datetime) -> None:
    """Cancel an unused voucher that was bought with points, and return the points.

    Raises: Invalid where it was not bought with points; vouchers.NotCancellable.
    """
    if voucher.customer is None or voucher.origin != Voucher.Origin.POINTS:
        raise Invalid(_("This voucher was not bought with points."), field="voucher")
    if voucher.remainder_of_id:
        # An order has had the other part of what the points bought.
        raise NotCancellable(voucher)
    # An order that uses the voucher locks its customer, then the voucher, then the account.
    shops.lock_customer(shop=voucher.shop, external_id=voucher.customer.external_id)
    # Of several customers, where they were one person when they bought it.
    holders = {lot.account.customer for lot, _points in spent_on(voucher)}
    accounts = lock_accounts({voucher.customer, *holders}, now)
    cancel_vouchers(voucher=voucher, now=now)
    for account in accounts.values():
        return_points(account, voucher, author)
