"""Give a voucher and send the mail for reaching a tier; take both back with the move."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, override

from core.days import close_of, local_day
from shop.models import Customer
from shop.queries import merged_ids
from tiers.actions.notifying import queue_demotion_mails, queue_promotion_mail
from tiers.actions.reviewing import MoveCause, TierReview
from tiers.models import Move, Tier, TierReward
from vouchers import actions as vouchers
from vouchers.actions import Terms
from vouchers.models import Voucher

_UNDONE = {Move.Cause.REFUND, Move.Cause.CANCELLATION}


def reward(
    *, customer: Customer, reviewed: TierReview, cause: MoveCause, now: datetime
) -> None:
    """The caller has locked the customer, whom this review has just moved."""
    done, tier = reviewed.done, reviewed.tier
    if done.up and tier and done.move:
        voucher = _give(customer, tier, cause.author, now) if tier.voucher_kind else None
        if tier.mail and tier != reviewed.measure.tiers[0]:
            queue_promotion_mail(
                customer=customer, tier=tier, move=done.move, voucher=voucher, now=now
            )
        return
    if cause.down in _UNDONE:
        _take_back(customer, tier, now)
    queue_demotion_mails(measure=reviewed.measure, done=[done], cause=cause.down, now=now)


def _give(customer: Customer, tier: Tier, author: str, now: datetime) -> Voucher | None:
    """None where he has had it. One that was cancelled was never had."""
    his = TierReward.objects.filter(customer__in=merged_ids(customer), tier=tier)
    if his.filter(voucher__cancelled_at=None).exists():
        return None
    voucher = vouchers.issue(
        shop=customer.shop,
        customer=customer,
        terms=_terms(customer, tier, now),
        author=author,
        now=now,
    )
    TierReward.objects.update_or_create(
        customer=customer, tier=tier, defaults={"voucher": voucher}
    )
    return voucher


def _terms(customer: Customer, tier: Tier, now: datetime) -> Terms:
    """Valid to the end of its last day, in the shop's time zone."""
    zone = customer.shop.zone
    last = local_day(now, zone) + timedelta(days=tier.voucher_days)
    with override(customer.language or customer.shop.language):
        label = gettext("%(tier)s tier reached") % {"tier": tier.name}
    percent = tier.voucher_kind == Tier.VoucherKind.PERCENT
    return Terms(
        origin=Voucher.Origin.TIER,
        label=label,
        kind=Voucher.Kind.PERCENT if percent else Voucher.Kind.AMOUNT,
        amount=None if percent else tier.voucher_worth,
        percent=tier.voucher_worth if percent else None,
        valid_from=now,
        valid_until=close_of(last, zone),
    )


def _take_back(customer: Customer, tier: Tier | None, now: datetime) -> None:
    """Those of tiers that he does not stand at any more, as far as they are whole."""
    gone = TierReward.objects.filter(customer__in=merged_ids(customer))
    if tier:
        gone = gone.filter(tier__minimum__gt=tier.minimum)
    for voucher in vouchers.lock_unused(list(gone.values_list("voucher", flat=True))):
        vouchers.cancel(voucher=voucher, now=now)
