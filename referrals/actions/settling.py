"""Bring what a referral has given to what it should have given. Twice is once."""

from datetime import datetime

from core.days import local_day, start_of
from referrals import queries as referrals_queries
from referrals.actions.rewarding import claw_back_reward, give_reward
from referrals.models import Referral, ReferralReward
from referrals.rules import ReferralStatus
from shop import queries as shop_queries
from shop.models import Customer, Shop

Side = ReferralReward.Side


def settle(*, referral: Referral, author: str, now: datetime) -> Referral:
    """The caller has locked sponsor and friend in his transaction.

    Of somebody who has been erased nothing is asked back, and nothing given to him.
    """
    row = (
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sponsor__shop", "friend__shop", "terms", "shop")
        .get(pk=referral.pk)
    )
    if row.friend is None or row.friend.erased_at:
        return row
    standing, reasons = referrals_queries.assessments(row.shop, [row], now)[row.pk]
    sponsor = shop_queries.canonical(row.sponsor)
    capped = standing.sponsor and _beyond_caps(row, sponsor, now)
    row.status = ReferralStatus.CAPPED if capped else standing.status
    row.reasons, row.score = sorted(reasons), standing.score
    row.order_id, row.due_at = standing.order, standing.due_at
    row.save(update_fields=["status", "reasons", "score", "order", "due_at"])
    friend = shop_queries.canonical(row.friend)
    _reward(row, Side.FRIEND, friend, author, now, due=standing.friend)
    due = standing.sponsor and not capped
    _reward(row, Side.SPONSOR, sponsor, author, now, due=due)
    return row


def settle_friend(*, shop: Shop, external_id: str, author: str, now: datetime) -> None:
    """The referral that has brought this customer, if there is one; both are locked."""
    rows = Referral.objects.filter(shop=shop, friend__external_id=external_id)
    for referral in rows:
        settle(referral=referral, author=author, now=now)


def _reward(
    row: Referral, side: Side, to: Customer, author: str, now: datetime, *, due: bool
) -> None:
    if to.erased_at:
        return
    if due:
        give_reward(referral=row, side=side, customer=to, author=author, now=now)
    else:
        claw_back_reward(referral=row, side=side, author=author, now=now)


def _beyond_caps(row: Referral, sponsor: Customer, now: datetime) -> bool:
    """Whether he has had as much as the conditions allow, of this month or in all. What
    was beyond once stays so: next month is for next month's friends.
    """
    if row.status == ReferralStatus.CAPPED:
        return True
    others = referrals_queries.rewards_of(shop_queries.merged_ids(sponsor)).exclude(
        referral=row
    )
    if row.rewards.filter(side=Side.SPONSOR, clawed_back_at=None).exists():
        return False
    terms = row.terms
    if terms.total_cap is not None and others.count() >= terms.total_cap:
        return True
    if terms.month_cap is None:
        return False
    zone = row.shop.zone
    month = start_of(local_day(now, zone).replace(day=1), zone)
    return others.filter(given_at__gte=month).count() >= terms.month_cap
