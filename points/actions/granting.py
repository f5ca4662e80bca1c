"""Grant points on the shop's word: an opening balance from an earlier programme, a gift."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from earning.queries import versions as earning_versions
from earning.rules import lifetime
from points.actions.ledger import Posting
from points.actions.locking import lock_account
from points.actions.refusals import NotAMember
from points.models import AdjustmentReason, LedgerEntry, Lot, Movement
from points.queries.grants import left_of_grants
from points.rules import trace
from shop.models import Customer, Shop


class GrantedOtherwise(Refused):
    """The source has given another number of points to this customer."""

    code = "granted_otherwise"

    def __init__(self, *, asked: int, granted: int) -> None:
        super().__init__(
            _("This source has already given %(granted)d points, not %(asked)d.")
            % {"granted": granted, "asked": asked},
            asked=asked,
            granted=granted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the shop gives, for a ``source`` that gives once to a customer.

    ``granted_at`` None: now. The points end as the rules in force say, counted from then,
    unless ``has_end`` says that ``expires_at`` (None: never) is the end.
    """

    points: int
    source: str
    reason: str = ""
    granted_at: datetime | None = None
    has_end: bool = False
    expires_at: datetime | None = None


@transaction.atomic
def grant(
    *, customer: Customer, grant: Grant, author: str, now: datetime
) -> Movement | None:
    """Give the points, which pay a debt first. None: this source has given them before.

    The ledger keeps a digest of the source: who names one may name a person by it. What
    has ended by now is given and expires at once. Points given from a later day on wait
    for it.
    Raises: NotAMember, GrantedOtherwise, Invalid, TooManyPoints.
    """
    if not customer.may_earn:
        raise NotAMember
    starts = grant.granted_at or now
    if grant.has_end and grant.expires_at and grant.expires_at <= starts:
        raise Invalid(_("Points end after they are given."), field="expires_at")
    account = lock_account(customer, now)
    source = f"grant:{customer.pk}:{trace(grant.source)}"
    # Under the account's lock: of two calls at once the second finds what the first wrote.
    before = LedgerEntry.objects.filter(
        movement__shop=customer.shop_id,
        movement__source=source,
        kind=LedgerEntry.Kind.EARN,
    )
    # By the entry, and not by the movement, which a debt may have made smaller.
    if done := before.values_list("points", flat=True).first():
        if done != grant.points:
            raise GrantedOtherwise(asked=grant.points, granted=done)
        return None
    version = earning_versions.rules_at(customer.shop, now)
    end = grant.expires_at
    if not grant.has_end:
        end = lifetime.expires_at(starts, version.lifetime)
    posting = Posting(
        account=account,
        kind=Movement.Kind.GRANT,
        source=source,
        author=author,
        happened_at=min(starts, now),
        rules=version,
    )
    posting.issue_until(LedgerEntry.Kind.EARN, grant.points, Lot.Cause.GRANT, starts, end)
    posting.repay()
    movement = posting.write()
    if movement and grant.reason.strip():
        AdjustmentReason.objects.create(movement=movement, text=grant.reason.strip())
    account.expire_due()
    return movement


@transaction.atomic
def revoke_grants(*, shop: Shop, source: str, author: str, now: datetime) -> int:
    """Take back what is left of the points that a source has given, from everybody.

    What was used or has expired since stays so. Safe to repeat. The number of customers
    who had some left. Queries: 2, and those of a movement for each of them.
    """
    lots = dict(left_of_grants(shop, source).values_list("account__customer", "pk"))
    revoked = 0
    # In the order in which accounts are locked everywhere.
    for customer in Customer.objects.filter(pk__in=lots).order_by("pk"):
        account = lock_account(customer, now)
        account.expire_due()
        posting = Posting(
            account=account,
            kind=Movement.Kind.ADJUST,
            source=f"revoke:{customer.pk}:{trace(source)}",
            author=author,
            happened_at=now,
        )
        # Under the lock: some may have been used meanwhile.
        for lot in account.live:
            if lot.pk == lots[customer.pk]:
                posting.move(LedgerEntry.Kind.ADJUST, -lot.remaining, lot)
        if movement := posting.write():
            AdjustmentReason.objects.create(movement=movement, text=_("Import undone"))
            revoked += 1
    return revoked
