"""Assess referrals by the facts, and find rows that say otherwise."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch

from core.addresses import undotted
from core.money import ZERO, to_cent
from earning.queries.entitlement import money_of
from referrals.models import Referral, ReferralReward
from referrals.rules.assessing import (
    FriendOrder,
    ReferralAssessment,
    ReferralFacts,
    ReferralStatus,
    StaffDecision,
    assess,
)
from referrals.rules.scoring import FraudReason
from shop import queries as shop_queries
from shop.models import Customer, Order, OrderLine, Shop
from shop.rules.amounts import goods_total
from vouchers.models.vouchers import CLOCKS_DIFFER

CHUNK = 1000
# Reasons that follow from the facts of today: tomorrow's may take them back. The others
# describe the sign-up and stay.
FRESH = {FraudReason.SAME_PERSON, FraudReason.OWN_ORDER}
# A refund later than this leaves the reward where it is.
REACH = timedelta(days=400)


def assessments(
    shop: Shop, referrals: Sequence[Referral], now: datetime
) -> dict[int, tuple[ReferralAssessment, frozenset[FraudReason]]]:
    """By primary key: the assessment of each, and what speaks against it.

    Requires: each comes with sponsor, friend and terms at hand.
    Queries: 4, whatever their number, and 1 per merge.
    """
    friends = {
        each.pk: shop_queries.canonical(each.friend) for each in referrals if each.friend
    }
    # All friends' orders in one query; those never stated (placeholders) say nothing.
    keys = {friend.pk for friend in friends.values()}
    lines = Prefetch("lines", OrderLine.objects.order_by("pk"))
    rows = Order.objects.filter(shop=shop, customer__in=keys, updated_at__isnull=False)
    orders: dict[int | None, list[Order]] = defaultdict(list)
    for order in rows.prefetch_related(lines).order_by("pk"):
        orders[order.customer_id].append(order)
    found = {}
    for each in referrals:
        friend = friends.get(each.pk)
        own = orders.get(friend.pk, []) if friend else []
        reasons = _fraud_reasons(each, friend, own)
        facts = ReferralFacts(
            registered=each.friend_id is not None,
            orders=_purchases(own),
            reasons=reasons,
            decision=StaffDecision(each.decision) if each.decision else None,
        )
        found[each.pk] = assess(facts, each.terms.conditions, now), reasons
    return found


def _purchases(orders: Sequence[Order]) -> list[FriendOrder]:
    """Return those that count; the parts of one purchase are one, of all that was
    bought.
    """
    found: dict[str, FriendOrder] = {}
    for order in orders:
        if order.counts and order.qualified_at:
            # Goods before any discount, less the part that was returned. Gift cards are
            # money, not goods.
            money = money_of(order)
            goods = [n for n, line in enumerate(money.lines) if not line.gift_card]
            cost, kept = (
                sum((part[n] for n in goods), ZERO) for part in (money.paid, money.kept)
            )
            total = goods_total([money.lines[n] for n in goods])
            amount = to_cent(total * kept / cost) if cost else ZERO
            part = FriendOrder(order.pk, order.qualified_at, amount)
            first = found.get(order.purchase_key)
            found[order.purchase_key] = first.with_part(part) if first else part
    return list(found.values())


def _fraud_reasons(
    referral: Referral, friend: Customer | None, orders: Sequence[Order]
) -> frozenset[FraudReason]:
    reasons = {FraudReason(each) for each in referral.reasons}
    if friend is None:
        return frozenset(reasons)
    sponsor = shop_queries.canonical(referral.sponsor)
    reasons -= FRESH
    if sponsor == friend:
        reasons.add(FraudReason.SAME_PERSON)
    # A checkout opens the account and places the order at once, by the shop's clock: what
    # is placed with the account is no earlier purchase.
    began = referral.created_at - CLOCKS_DIFFER
    if any(order.placed_at and order.placed_at < began for order in orders):
        reasons.add(FraudReason.KNOWN)
    address = undotted(sponsor.email)
    if address and any(undotted(order.email) == address for order in orders):
        reasons.add(FraudReason.OWN_ORDER)
    return frozenset(reasons)


def out_of_step(shop: Shop, now: datetime) -> Iterator[list[int]]:
    """Primary keys of referrals whose row or rewards are not what the facts say, chunk by
    chunk. Referrals of long ago are left alone.

    Queries: a constant number for each chunk.
    """
    last = 0
    alive = Prefetch(
        "rewards", ReferralReward.objects.filter(clawed_back_at=None), "living"
    )
    rows = (
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
    # By keys rather than by offset: rows that are settled meanwhile shift nothing.
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        found = assessments(shop, chunk, now)
        wrong = [each.pk for each in chunk if _differs(each, *found[each.pk])]
        if wrong:
            yield wrong
        last = chunk[-1].pk


def _differs(
    referral: Referral, assessment: ReferralAssessment, reasons: frozenset[FraudReason]
) -> bool:
    # A capped referral stays capped though its facts would reward it: see settling.
    capped = (
        referral.status == ReferralStatus.CAPPED
        and assessment.status == ReferralStatus.REWARDED
    )
    status = ReferralStatus.CAPPED if capped else assessment.status
    terms = referral.terms
    friend = assessment.friend and terms.friend_gives != terms.Gives.NONE
    sponsor = assessment.sponsor and terms.sponsor_gives != terms.Gives.NONE and not capped
    due = {side for side, is_due in [("friend", friend), ("sponsor", sponsor)] if is_due}
    living: list[ReferralReward] = referral.living  # type: ignore[attr-defined]
    given = {each.side for each in living if each.kept_at is None}
    kept = {each.side for each in living if each.kept_at}
    # Nothing is given to an erased sponsor, and nothing taken back.
    if referral.sponsor.erased_at:
        given, due = given - {"sponsor"}, due - {"sponsor"}
    return (
        status != referral.status
        or assessment.order != referral.order_id
        or assessment.due_at != referral.due_at
        or set(reasons) != {FraudReason(each) for each in referral.reasons}
        or given != due
        or bool(kept & due)
    )
