"""Rewards that were in use when their referral ceased to count: kept until let go."""

from collections.abc import Collection
from datetime import datetime

from referrals.models import ReferralReward
from vouchers.actions.cancelling import cancel as cancel_vouchers
from vouchers.actions.cancelling import lock_unused as lock_unused_vouchers


def claw_back_kept(*, released: Collection[int], now: datetime) -> None:
    """Of vouchers that an order has just let go, cancel those that were a reward for a
    referral which does not count any more. Queries: 1 where none was.

    Requires: the vouchers are locked, and their customer.
    """
    rows = ReferralReward.objects.filter(
        voucher__in=released, voucher__used=0, kept_at__isnull=False, clawed_back_at=None
    )
    for reward in rows.select_for_update(of=("self",), no_key=True).order_by("pk"):
        for voucher in lock_unused_vouchers([reward.voucher_id or 0]):
            cancel_vouchers(voucher=voucher, now=now)
            reward.clawed_back_at, reward.kept_at = now, None
            reward.save(update_fields=["clawed_back_at", "kept_at"])
