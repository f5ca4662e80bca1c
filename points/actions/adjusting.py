"""Points given or taken by hand, and the account of a customer who is erased."""

from datetime import datetime

from django.db import transaction

from earning.queries import versions as earning_versions
from points.actions.ledger import Posting
from points.actions.limits import check_limit
from points.actions.locking import lock_account
from points.actions.refusals import NoReason, NotAMember, NotEnoughPoints
from points.models import AdjustmentReason, LedgerEntry, Lot, Movement
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
    """Give or take points by hand; zero does nothing. A ``source`` is effective once.

    What is given is a lot of its own that lives as long as an order's of today; it pays
    a debt first. What is taken must be there.
    Raises: NotAMember, NotEnoughPoints, NoReason, and where the number is beyond the
    author's role, NotAllowed and OverLimit.
    """
    if not customer.may_earn:
        raise NotAMember
    if not reason.strip():
        raise NoReason
    source = f"adjust:{customer.pk}:{source}"
    done = Movement.objects.filter(shop=customer.shop_id, source=source)
    # Before the limit: the same call again is answered, though the day's limit be used up.
    if movement := done.first():
        return movement
    check_limit(shop=customer.shop, author=author, points=points, now=now)
    account = lock_account(customer, now)
    # And under the lock: of two calls at once the second finds what the first has written.
    if movement := done.first():
        return movement
    account.expire_due()
    posting = Posting(
        account=account,
        kind=Movement.Kind.ADJUST,
        source=source,
        author=author,
        happened_at=now,
        rules=earning_versions.rules_at(customer.shop, now),
    )
    if points > 0:
        posting.issue(LedgerEntry.Kind.ADJUST, points, Lot.Cause.ADJUSTMENT, now)
        posting.repay()
    else:
        available = sum(lot.remaining for lot in account.available)
        if -points > available:
            raise NotEnoughPoints(asked=-points, available=available)
        posting.spend(LedgerEntry.Kind.ADJUST, -points)
    if movement := posting.write():
        AdjustmentReason.objects.create(movement=movement, text=reason.strip())
    return movement


@transaction.atomic
def on_erase(*, customer: Customer, author: str, now: datetime) -> None:
    """Empty the account of a customer who is being erased, debt included."""
    account = lock_account(customer, now)
    account.expire_due()
    posting = Posting(
        account=account,
        kind=Movement.Kind.ERASE,
        # Numbered: points of a voucher cancelled later are forfeited by erasing once more.
        source=f"customer:{customer.external_id}:erased:{account.row.moves + 1}",
        author=author,
        happened_at=now,
    )
    for lot in account.live:
        posting.move(LedgerEntry.Kind.ADJUST, -lot.remaining, lot)
    posting.owe(account.row.debt)
    posting.write()
    everywhere = shop_queries.merged_ids(customer)
    reasons = AdjustmentReason.objects.filter(movement__account__in=everywhere)
    reasons.update(text="")
