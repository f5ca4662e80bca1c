"""Bring what a referral has given to what it should have given. Idempotent."""

from datetime import datetime

from core.days import local_day, start_of
from referrals.actions.rewarding import claw_back_reward, give_reward
from referrals.models import Referral, ReferralReward
from referrals.queries.assessments import assessments
from referrals.queries.sponsors import rewards_of
from referrals.rules.assessing import ReferralStatus
from shop import queries as shop_queries
from shop.models import Customer, Shop

Side = ReferralReward.Side


def settle(*, referral: Referral, author: str, now: datetime) -> Referral:
    """Assess the referral by the facts, write its status, and give or claw back rewards.

    Nothing is taken back from an erased customer, and nothing given to them.

    Requires: sponsor and friend are locked in the caller's transaction.
    """
    # 1. Two events of one friend at once would both give: one waits here. Only this row:
    #    the others of the join are locked already, or never change.
    row = (
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sponsor__shop", "friend__shop", "terms", "shop")
        .get(pk=referral.pk)
    )
    if row.friend is None or row.friend.erased_at:
        return row
    # 2. What should stand by the facts, and is the sponsor's limit reached?
    assessment, reasons = assessments(row.shop, [row], now)[row.pk]
    sponsor = shop_queries.canonical(row.sponsor)
    capped = assessment.sponsor and _is_beyond_caps(row, sponsor, now)
    row.status = ReferralStatus.CAPPED if capped else assessment.status
    row.reasons, row.score = sorted(reasons), assessment.score
    row.order_id, row.due_at = assessment.order, assessment.due_at
    row.save(update_fields=["status", "reasons", "score", "order", "due_at"])
    # 3. Post the difference, for each side by itself.
    friend = shop_queries.canonical(row.friend)
    for side, customer, due in (
        (Side.FRIEND, friend, assessment.friend),
        (Side.SPONSOR, sponsor, assessment.sponsor and not capped),
    ):
        if customer.erased_at:
            continue
        if due:
            give_reward(referral=row, side=side, customer=customer, author=author, now=now)
        else:
            claw_back_reward(referral=row, side=side, author=author, now=now)
    return row


def settle_friend(*, shop: Shop, external_id: str, author: str, now: datetime) -> None:
    """Settle the referral that has brought this customer, if there is one.

    Requires: both are locked.
    """
    rows = Referral.objects.filter(shop=shop, friend__external_id=external_id)
    for referral in rows:
        settle(referral=referral, author=author, now=now)


def _is_beyond_caps(row: Referral, sponsor: Customer, now: datetime) -> bool:
    """Whether the sponsor has been rewarded as often as the terms allow, of this month or
    in all.
    """
    # Once beyond, always beyond: next month's rewards are for next month's friends.
    if row.status == ReferralStatus.CAPPED:
        return True
    # A reward that was given within the limit stays within it.
    if row.rewards.filter(side=Side.SPONSOR, clawed_back_at=None).exists():
        return False
    others = rewards_of(shop_queries.merged_ids(sponsor)).exclude(referral=row)
    terms = row.terms
    if terms.total_cap is not None and others.count() >= terms.total_cap:
        return True
    if terms.month_cap is None:
        return False
    zone = row.shop.zone
    month = start_of(local_day(now, zone).replace(day=1), zone)
    return others.filter(given_at__gte=month).count() >= terms.month_cap
