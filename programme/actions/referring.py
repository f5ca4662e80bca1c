"""Who has brought whom: settled with what the friend does, and by the night."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from points.actions import locking as points
from referrals.actions.parties import lock_both as lock_both_parties
from referrals.actions.settling import settle as settle_referral
from referrals.models import Referral
from referrals.queries import assessments as referrals_assessments
from shop.models import Shop


def settle_referrals(*, author: str, now: datetime) -> Iterator[int]:
    """What is due by now, and what a merge, a claim or an import has changed: one, each
    time, in a transaction of its own.
    """
    for shop in Shop.objects.order_by("pk"):
        for chunk in referrals_assessments.out_of_step(shop, now):
            for key in chunk:
                _settle(key, author, now)
                yield 1


@transaction.atomic
def _settle(key: int, author: str, now: datetime) -> None:
    rows = Referral.objects.select_related("shop", "sponsor__shop", "friend__shop")
    referral = rows.get(pk=key)
    points.lock_accounts(customers=lock_both_parties(referral), now=now)
    settle_referral(referral=referral, author=author, now=now)
