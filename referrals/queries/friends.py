"""What a sponsor sees of the friends they have brought: initials and how far each has come.

A friend who is being checked, or was refused, looks like any other, so that the list
reveals nothing to somebody who tries addresses out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from core.money import ZERO
from core.names import initials
from referrals.models import Referral, RewardTerms
from referrals.queries.sponsors import referrals_by, rewards_of
from referrals.rules.assessing import ReferralStatus
from shop import queries as shop_queries
from shop.models import Customer, Shop

# What is shown instead of a status that would reveal the check.
_SHOWN = {
    ReferralStatus.HELD: ReferralStatus.REGISTERED,
    ReferralStatus.CAPPED: ReferralStatus.ORDERED,
    ReferralStatus.REFUSED: ReferralStatus.LAPSED,
}
_WITH_ACCOUNT = {
    Referral.Status.REGISTERED,
    Referral.Status.ORDERED,
    Referral.Status.REWARDED,
}
LATEST = 100


@dataclass(frozen=True, slots=True)
class ReferredFriend:
    """``reward`` is what the sponsor was given for this friend and still has."""

    initials: str
    since: datetime
    status: Referral.Status
    due_at: datetime | None
    reward: RewardTerms | None


@dataclass(frozen=True, slots=True)
class ReferralTotals:
    """``brought`` have an account; the rest is what the sponsor was given for them."""

    brought: int
    rewarded: int
    amount: Decimal
    points: int


def brought_by_sponsor(shop: Shop, external_ids: Collection[str]) -> set[str]:
    """Those of these customers, by the shop's ids, whom a sponsor brought. Queries: 1."""
    rows = Referral.objects.filter(shop=shop, friend__external_id__in=external_ids)
    return set(rows.values_list("friend__external_id", flat=True))


def friends_of(customer: Customer) -> tuple[list[ReferredFriend], ReferralTotals]:
    """Return the latest friends, the newest first, and the totals. Queries: 4."""
    merged_ids = shop_queries.merged_ids(customer)
    friends = [_friend(row) for row in referrals_by(merged_ids)[:LATEST]]
    if not friends:
        return [], ReferralTotals(0, 0, ZERO, 0)
    sums = rewards_of(merged_ids).aggregate(
        rewarded=Count("pk"),
        amount=Sum("voucher__amount", filter=Q(voucher__isnull=False)),
        points=Sum("points"),
    )
    totals = ReferralTotals(
        brought=len([each for each in friends if each.status in _WITH_ACCOUNT]),
        rewarded=sums["rewarded"],
        amount=sums["amount"] or ZERO,
        points=sums["points"] or 0,
    )
    return friends, totals


def _friend(row: Referral) -> ReferredFriend:
    status = ReferralStatus(row.status)
    friend = row.friend
    named = initials(friend.first_name, friend.last_name) if friend else ""
    given = next(iter(row.given), None)  # type: ignore[attr-defined]
    reward = None
    if given and given.voucher:
        reward = RewardTerms(amount=given.voucher.amount, percent=given.voucher.percent)
    elif given:
        reward = RewardTerms(points=given.points)
    return ReferredFriend(
        initials=named or row.initials or "…",
        since=row.created_at,
        status=Referral.Status(_SHOWN.get(status, status).value),
        due_at=row.due_at if status == ReferralStatus.ORDERED else None,
        reward=reward,
    )
