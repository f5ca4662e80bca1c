"""Points that the programme promises beside orders: given once per cause, and taken back
where what they were given for does not stand any more.
"""

from datetime import datetime

from django.db import transaction

from earning import queries as earning_queries
from earning import rules
from points.actions.ledger import Posting, open_book
from points.actions.refusals import NotAMember
from points.actions.settling import take
from points.models import Entry, Lot, Movement
from shop.models import Customer, Shop

REFERRAL = "referral"


@transaction.atomic
def reward(
    *, customer: Customer, points: int, source: str, author: str, now: datetime
) -> Movement | None:
    """Points to spend at once, that live as long as an order's of today and pay a debt
    first. None: this ``source`` has given before. Raises NotAMember.
    """
    if not customer.may_earn:
        raise NotAMember
    book = open_book(customer, now)
    if Movement.objects.filter(shop=customer.shop_id, source=source).exists():
        return None
    version = earning_queries.rules_at(customer.shop, now)
    lot = book.know(
        Lot(
            shop_id=customer.shop_id,
            account=book.account,
            cause=Lot.Cause.ACTION,
            rules=version,
            granted=points,
            activates_at=now,
            expires_at=rules.expires_at(now, version.lifetime),
        )
    )
    posting = Posting(
        book=book,
        kind=Movement.Kind.ACTION,
        source=source,
        author=author,
        happened_at=now,
        rules=version,
        action=REFERRAL,
    )
    posting.move(Entry.Kind.EARN, points, lot)
    posting.repay()
    return posting.write()


@transaction.atomic
def take_reward_back(
    *, shop: Shop, source: str, author: str, now: datetime
) -> Movement | None:
    """All that ``reward`` gave for this source, in the order declared for refunds: what is
    no longer there becomes a debt. Twice is once; nobody takes from who has been erased.
    """
    given = Lot.objects.filter(
        shop=shop, entries__kind=Entry.Kind.EARN, entries__movement__source=source
    )
    lot = given.select_related("account__customer").first()
    if lot is None or lot.account.customer.erased_at:
        return None
    book = open_book(lot.account.customer, now)
    lot = book.know(Lot.objects.get(pk=lot.pk))
    if not lot.posted:
        return None
    posting = Posting(
        book=book,
        kind=Movement.Kind.ACTION,
        source=f"{source}:back",
        author=author,
        happened_at=now,
        rules=earning_queries.rules_at(shop, now),
        action=REFERRAL,
    )
    take(posting, lot, lot.posted)
    posting.touch(lot)
    posting.repay()
    return posting.write()
