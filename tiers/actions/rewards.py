"""Give a voucher and send the mail for reaching a tier; take both back with the move."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext, override

from core.days import close_of, local_day
from shop import queries as shop_queries
from shop.models import Customer
from shop.queries import merged_ids
from tiers.actions.notifying import queue_demotion_mails, queue_promotion_mail
from tiers.actions.reviewing import MoveCause, TierReview
from tiers.models import Move, Tier, TierReward
from tiers.queries.standings import tier_of
from vouchers.actions.cancelling import cancel as cancel_vouchers
from vouchers.actions.cancelling import lock_unused as lock_unused_vouchers
from vouchers.actions.issuing import VoucherTerms
from vouchers.actions.issuing import issue as issue_voucher
from vouchers.models import Voucher

_UNDONE = {Move.Cause.REFUND, Move.Cause.CANCELLATION}


def reward(
    *, customer: Customer, reviewed: TierReview, cause: MoveCause, now: datetime
) -> None:
    """Give what the tier reached promises and mail it, or take back what a fall undoes.

    Requires: the customer is locked, and this review has just moved them.
    """
    row, tier = reviewed.row, reviewed.tier
    if row.up and tier and row.move:
        # A voucher before the mail, which names it.
        given = _issue(customer, tier, cause.author, now) if tier.voucher_kind else None
        # Everybody begins in the lowest tier: reaching it is no news.
        if tier.mail and tier != reviewed.measure.tiers[0]:
            queue_promotion_mail(
                customer=customer, tier=tier, move=row.move, voucher=given, now=now
            )
        return
    # What a refund undoes was never reached: its unused voucher is cancelled. What the
    # window or staff take away was reached, and its voucher stays.
    if cause.down in _UNDONE:
        lost = TierReward.objects.filter(customer__in=merged_ids(customer))
        if tier:
            lost = lost.filter(tier__minimum__gt=tier.minimum)
        keys = list(lost.values_list("voucher", flat=True))
        for voucher in lock_unused_vouchers(keys):
            cancel_vouchers(voucher=voucher, now=now)
    queue_demotion_mails(measure=reviewed.measure, rows=[row], cause=cause.down, now=now)


def cancel_lost_rewards(*, released: Collection[int], now: datetime) -> None:
    """Of vouchers that an order has just let go, cancel those of tiers that a refund or a
    cancellation has taken away meanwhile. Queries: 1 where none was of a tier.

    Requires: the vouchers are locked.
    """
    rows = TierReward.objects.filter(voucher__in=released, voucher__used=0)
    for given in rows.select_related("tier", "voucher", "customer"):
        # A merge moves no reward: what counts is the tier of whom they were merged into.
        owner = shop_queries.canonical(given.customer)
        lost = Move.objects.filter(customer=owner, before__minimum__gte=given.tier.minimum)
        below = Q(after=None) | Q(after__minimum__lt=given.tier.minimum)
        latest = lost.filter(below, up=False).order_by("-at", "-pk").first()
        held = tier_of(owner)
        holds = held is not None and held.minimum >= given.tier.minimum
        if latest and latest.cause in _UNDONE and not holds:
            cancel_vouchers(voucher=given.voucher, now=now)


def _issue(customer: Customer, tier: Tier, author: str, now: datetime) -> Voucher | None:
    """None where the customer has had the voucher of this tier. A cancelled one does not
    count. Valid to the end of its last day, in the shop's time zone.
    """
    had = TierReward.objects.filter(customer__in=merged_ids(customer), tier=tier)
    if had.filter(voucher__cancelled_at=None).exists():
        return None
    zone = customer.shop.zone
    last = local_day(now, zone) + timedelta(days=tier.voucher_days)
    with override(customer.spoken_language):
        label = gettext("%(tier)s tier reached") % {"tier": tier.name}
    percent = tier.voucher_kind == Tier.VoucherKind.PERCENT
    terms = VoucherTerms(
        origin=Voucher.Origin.TIER,
        label=label,
        kind=Voucher.Kind.PERCENT if percent else Voucher.Kind.AMOUNT,
        amount=None if percent else tier.voucher_worth,
        percent=tier.voucher_worth if percent else None,
        valid_from=now,
        valid_until=close_of(last, zone),
    )
    voucher = issue_voucher(
        shop=customer.shop, customer=customer, terms=terms, author=author, now=now
    )
    TierReward.objects.update_or_create(
        customer=customer, tier=tier, defaults={"voucher": voucher}
    )
    return voucher
