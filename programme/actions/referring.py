"""Settle referrals by night: those due by the clock, and those that others have moved."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from points.actions.locking import lock_accounts
from referrals.actions.parties import lock_both as lock_both_parties
from referrals.actions.settling import settle as settle_referral
from referrals.models import Referral
from referrals.queries import assessments as referrals_assessments
from shop.models import Shop


def settle_referrals(*, author: str, now: datetime) -> Iterator[int]:
    """Settle referrals that are due by now, or that a merge, a claim or an import has
    changed. Yields 1 for each, in a transaction of its own.
    """
    rows = Referral.objects.select_related("shop", "sponsor__shop", "friend__shop")
    for shop in Shop.objects.order_by("pk"):
        for chunk in referrals_assessments.out_of_step(shop, now):
            for key in chunk:
                with transaction.atomic():
                    referral = rows.get(pk=key)
                    # Both customers, then both accounts, each by primary key.
                    lock_accounts(customers=lock_both_parties(referral), now=now)
                    settle_referral(referral=referral, author=author, now=now)
                yield 1
