"""What a sponsor sees of the friends he has brought: initials and how far each has come.

A friend who is looked at, or was refused, is told apart by nothing: who tries addresses
out learns nothing from this list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from core.money import ZERO
from core.names import initials
from referrals.models import Referral, RewardTerms
from referrals.queries.sentences import offered
from referrals.queries.sponsors import referrals_by, rewards_of
from referrals.rules import ReferralStatus
from shop import queries as shop_queries
from shop.models import Customer

_SHOWN = {
    ReferralStatus.HELD: ReferralStatus.REGISTERED,
    ReferralStatus.CAPPED: ReferralStatus.ORDERED,
    ReferralStatus.REFUSED: ReferralStatus.LAPSED,
}
LATEST = 100


@dataclass(frozen=True, slots=True)
class ReferredFriend:
    initials: str
    since: datetime
    status: Referral.Status
    due_at: datetime | None
    reward: str


@dataclass(frozen=True, slots=True)
class ReferralTotals:
    """``brought`` have an account; the rest is what the sponsor was given for them."""

    brought: int
    rewarded: int
    amount: Decimal
    points: int


def friends_of(customer: Customer) -> tuple[list[ReferredFriend], ReferralTotals]:
    """The latest first. Four queries."""
    merged_ids = shop_queries.merged_ids(customer)
    rows = referrals_by(merged_ids)[:LATEST]
    friends = [_friend(row, customer.shop.currency) for row in rows]
    return friends, _totals(merged_ids, friends)


def _friend(row: Referral, currency: str) -> ReferredFriend:
    status = ReferralStatus(row.status)
    friend = row.friend
    named = initials(friend.first_name, friend.last_name) if friend else ""
    return ReferredFriend(
        initials=named or row.initials or "…",
        since=row.created_at,
        status=Referral.Status(_SHOWN.get(status, status).value),
        due_at=row.due_at if status == ReferralStatus.ORDERED else None,
        reward=_given(row, currency),
    )


def _given(row: Referral, currency: str) -> str:
    for reward in row.given:  # type: ignore[attr-defined]
        if reward.points:
            return offered(RewardTerms(points=reward.points), currency)
        voucher = reward.voucher
        return offered(
            RewardTerms(amount=voucher.amount, percent=voucher.percent), currency
        )
    return ""


def _totals(
    merged_ids: Collection[int], friends: Sequence[ReferredFriend]
) -> ReferralTotals:
    if not friends:
        return ReferralTotals(0, 0, ZERO, 0)
    has_account = {Referral.Status.REGISTERED, Referral.Status.ORDERED}
    has_account.add(Referral.Status.REWARDED)
    sums = rewards_of(merged_ids).aggregate(
        rewarded=Count("pk"),
        amount=Sum("voucher__amount", filter=Q(voucher__isnull=False)),
        points=Sum("points"),
    )
    return ReferralTotals(
        brought=len([each for each in friends if each.status in has_account]),
        rewarded=sums["rewarded"],
        amount=sums["amount"] or ZERO,
        points=sums["points"] or 0,
    )
