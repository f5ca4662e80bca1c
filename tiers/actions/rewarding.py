"""A bon for reaching a tier, once; taken back unused where a refund undoes the move. And
the mail that says so.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext, override

from core.days import close_of, local_day
from shop.models import Customer
from shop.queries import merged_ids
from tiers.actions.reviewing import Reviewed, Why
from tiers.actions.writing import write_down, write_up
from tiers.models import Move, Reward, Tier
from vouchers import actions as vouchers
from vouchers.actions import Terms
from vouchers.models import Voucher

_UNDONE = {Move.Cause.REFUND, Move.Cause.CANCELLATION}


def reward(*, customer: Customer, reviewed: Reviewed, why: Why, now: datetime) -> None:
    """The caller has locked the customer, whom this review has just moved."""
    done, tier = reviewed.done, reviewed.tier
    if done.up and tier and done.move:
        bon = _give(customer, tier, why.author, now) if tier.bon else None
        if tier.mail and tier != reviewed.measure.tiers[0]:
            write_up(customer=customer, tier=tier, move=done.move, bon=bon, now=now)
        return
    if why.down in _UNDONE:
        _take_back(customer, tier, now)
    write_down(measure=reviewed.measure, done=[done], cause=why.down, now=now)


def _give(customer: Customer, tier: Tier, author: str, now: datetime) -> Voucher | None:
    """None where he has had it. One that was cancelled was never had."""
    his = Reward.objects.filter(customer__in=merged_ids(customer), tier=tier)
    if his.filter(voucher__cancelled_at=None).exists():
        return None
    bon = vouchers.issue(
        shop=customer.shop,
        customer=customer,
        terms=_terms(customer, tier, now),
        author=author,
        now=now,
    )
    Reward.objects.update_or_create(customer=customer, tier=tier, defaults={"voucher": bon})
    return bon


def _terms(customer: Customer, tier: Tier, now: datetime) -> Terms:
    """Valid to the end of its last day, in the shop's time zone."""
    zone = customer.shop.zone
    last = local_day(now, zone) + timedelta(days=tier.bon_days)
    with override(customer.language or customer.shop.language):
        label = gettext("%(tier)s tier reached") % {"tier": tier.name}
    percent = tier.bon == Tier.Bon.PERCENT
    return Terms(
        origin=Voucher.Origin.TIER,
        label=label,
        kind=Voucher.Kind.PERCENT if percent else Voucher.Kind.AMOUNT,
        amount=None if percent else tier.bon_worth,
        percent=tier.bon_worth if percent else None,
        valid_from=now,
        valid_until=close_of(last, zone),
    )


def _take_back(customer: Customer, tier: Tier | None, now: datetime) -> None:
    """Those of tiers that he does not stand at any more, as far as they are whole."""
    gone = Reward.objects.filter(customer__in=merged_ids(customer))
    if tier:
        gone = gone.filter(tier__minimum__gt=tier.minimum)
    for bon in vouchers.lock_unused(list(gone.values_list("voucher", flat=True))):
        vouchers.cancel(voucher=bon, now=now)
