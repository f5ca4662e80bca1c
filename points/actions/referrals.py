"""Points for a referral: given once per cause, and clawed back where the order that they
were given for counts no more.
"""

from datetime import datetime

from django.db import transaction

from earning.queries import versions as earning_versions
from points.actions.crediting import claw_back
from points.actions.ledger import Posting
from points.actions.locking import lock_account
from points.actions.refusals import NotAMember
from points.models import LedgerEntry, Lot, Movement
from shop.models import Customer, Shop

REFERRAL = "referral"


@transaction.atomic
def reward_referral(
    *, customer: Customer, points: int, source: str, author: str, now: datetime
) -> Movement | None:
    """Give points to spend at once, which live as long as an order's of today and pay a
    debt first.

    None: this ``source`` has given before. Raises: NotAMember.
    """
    if not customer.may_earn:
        raise NotAMember
    account = lock_account(customer, now)
    if Movement.objects.filter(shop=customer.shop_id, source=source).exists():
        return None
    version = earning_versions.rules_at(customer.shop, now)
    posting = Posting(
        account=account,
        kind=Movement.Kind.ACTION,
        source=source,
        author=author,
        happened_at=now,
        rules=version,
        action=REFERRAL,
    )
    posting.issue(LedgerEntry.Kind.EARN, points, Lot.Cause.ACTION, now)
    posting.repay()
    return posting.write()


@transaction.atomic
def claw_back_referral(
    *, shop: Shop, source: str, author: str, now: datetime
) -> Movement | None:
    """Take all that ``reward_referral`` gave for this source, in the order declared for
    refunds: what is no longer there becomes a debt.

    Idempotent. None where there is nothing to take, or its owner has been erased.
    """
    rewards = Lot.objects.filter(
        shop=shop, entries__kind=LedgerEntry.Kind.EARN, entries__movement__source=source
    )
    lot = rewards.select_related("account__customer").first()
    if lot is None or lot.account.customer.erased_at:
        return None
    account = lock_account(lot.account.customer, now)
    lot = account.track(Lot.objects.get(pk=lot.pk))
    if not lot.net:
        return None
    posting = Posting(
        account=account,
        kind=Movement.Kind.ACTION,
        source=f"{source}:back",
        author=author,
        happened_at=now,
        rules=earning_versions.rules_at(shop, now),
        action=REFERRAL,
    )
    claw_back(posting, lot, lot.net)
    posting.touch(lot)
    posting.repay()
    return posting.write()
