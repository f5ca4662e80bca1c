"""Where referrals should stand by the facts, and where the rows say otherwise."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from core.addresses import same_person
from core.money import ZERO, to_cent
from earning import queries as earning_queries
from referrals.models import Referral, ReferralReward
from referrals.rules import (
    FraudReason,
    FriendOrder,
    ReferralAssessment,
    ReferralFacts,
    ReferralStatus,
    StaffDecision,
    assess,
)
from shop import queries as shop_queries
from shop.models import Customer, Order, OrderLine, Shop
from shop.rules import goods_kept, goods_total, net_of_discount

CHUNK = 1000
# What follows from the facts of today, and may be unsaid by those of tomorrow.
FRESH = {FraudReason.SAME_PERSON, FraudReason.OWN_ORDER}
# A refund later than this finds the reward where it is.
REACH = timedelta(days=400)


def assessments(
    shop: Shop, referrals: Sequence[Referral], now: datetime
) -> dict[int, tuple[ReferralAssessment, frozenset[FraudReason]]]:
    """By primary key: where each should stand, and what speaks against it.

    Each comes with sponsor, friend and terms at hand. Five queries, whatever their
    number, and one per merge.
    """
    owners = {each.pk: _canonical(each.friend) for each in referrals}
    orders = _orders(shop, [owner.pk for owner in owners.values() if owner])
    versions = earning_queries.RulesByTime(shop) if orders else None
    found = {}
    for each in referrals:
        owner = owners[each.pk]
        mine = orders.get(owner.pk, []) if owner else []
        reasons = _reasons(each, owner, mine)
        story = ReferralFacts(
            registered=each.friend_id is not None,
            purchases=list(_purchases(mine, versions)) if versions else [],
            reasons=reasons,
            decision=StaffDecision(each.decision) if each.decision else None,
        )
        found[each.pk] = assess(story, each.terms.promise, now), reasons
    return found


def _canonical(friend: Customer | None) -> Customer | None:
    return shop_queries.canonical(friend) if friend else None


def _orders(shop: Shop, owners: Sequence[int]) -> dict[int, list[Order]]:
    if not owners:
        return {}
    lines = Prefetch("lines", OrderLine.objects.order_by("pk"))
    rows = Order.objects.filter(shop=shop, customer__in=owners, updated_at__isnull=False)
    found = defaultdict(list)
    for order in rows.prefetch_related(lines).order_by("pk"):
        assert order.customer_id, "asked for"
        found[order.customer_id].append(order)
    return dict(found)


def _reasons(
    referral: Referral, owner: Customer | None, orders: Sequence[Order]
) -> frozenset[FraudReason]:
    reasons = {FraudReason(each) for each in referral.reasons}
    if owner is None:
        return frozenset(reasons)
    sponsor = shop_queries.canonical(referral.sponsor)
    reasons -= FRESH
    if sponsor == owner:
        reasons.add(FraudReason.SAME_PERSON)
    if _ordered_before(referral, orders):
        reasons.add(FraudReason.KNOWN)
    address = same_person(sponsor.email)
    if address and any(same_person(order.email) == address for order in orders):
        reasons.add(FraudReason.OWN_ORDER)
    return frozenset(reasons)


def _ordered_before(referral: Referral, orders: Sequence[Order]) -> bool:
    return any(
        order.placed_at and order.placed_at < referral.created_at for order in orders
    )


def _purchases(
    orders: Sequence[Order], versions: earning_queries.RulesByTime
) -> Iterator[FriendOrder]:
    for order in orders:
        at = order.qualified_at
        if at and earning_queries.counts(order, versions.at(at)):
            yield FriendOrder(order.pk, at, _kept(order))


def _kept(order: Order) -> Decimal:
    """Goods before any discount, less the part that was returned; gift cards are money
    and no goods.
    """
    lines = earning_queries.priced_lines(order)
    paid = net_of_discount(lines, order.discount)
    left = goods_kept(lines, discount=order.discount, refunded_amount=order.refunded_amount)
    goods = [n for n, line in enumerate(lines) if not line.gift_card]
    total = goods_total([lines[n] for n in goods])
    cost, kept = (sum((part[n] for n in goods), ZERO) for part in (paid, left))
    return to_cent(total * kept / cost) if cost else ZERO


def out_of_step(shop: Shop, now: datetime) -> Iterator[list[int]]:
    """Referrals whose rows or rewards are not what the facts say, by primary key, chunk
    by chunk: constant queries each. Those of long ago are left alone.
    """
    last = 0
    rows = _live(shop, now)
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        found = assessments(shop, chunk, now)
        wrong = [each.pk for each in chunk if _differs(each, *found[each.pk])]
        if wrong:
            yield wrong
        last = chunk[-1].pk


def _live(shop: Shop, now: datetime) -> QuerySet[Referral]:
    alive = Prefetch(
        "rewards", ReferralReward.objects.filter(clawed_back_at=None), "living"
    )
    return (
        Referral.objects.filter(
            shop=shop,
            friend__isnull=False,
            friend__erased_at=None,
            registered_at__gte=now - REACH,
        )
        .select_related("friend__shop", "sponsor__shop", "terms")
        .prefetch_related(alive)
        .order_by("pk")
    )


def _differs(
    referral: Referral,
    standing: ReferralAssessment,
    reasons: frozenset[FraudReason],
) -> bool:
    sides = {each.side for each in referral.living if each.kept_at is None}  # type: ignore[attr-defined]
    capped = (
        referral.status == ReferralStatus.CAPPED
        and standing.status == ReferralStatus.REWARDED
    )
    status = ReferralStatus.CAPPED if capped else standing.status
    terms = referral.terms
    friend = standing.friend and terms.friend_gives != terms.Gives.NONE
    sponsor = standing.sponsor and terms.sponsor_gives != terms.Gives.NONE and not capped
    should = {side for side, has in [("friend", friend), ("sponsor", sponsor)] if has}
    if referral.sponsor.erased_at:
        sides, should = sides - {"sponsor"}, should - {"sponsor"}
    kept = {each.side for each in referral.living if each.kept_at}  # type: ignore[attr-defined]
    return (
        status != referral.status
        or standing.order != referral.order_id
        or standing.due_at != referral.due_at
        or set(reasons) != {FraudReason(each) for each in referral.reasons}
        or sides - should != set()
        or should - sides != set()
        or bool(kept & should)
    )
