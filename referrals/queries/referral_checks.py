"""Check rewards against vouchers and ledger; each check yields nothing when they agree."""

from collections.abc import Iterator

from core.audit import Inconsistency, run_checks


def inconsistencies() -> Iterator[Inconsistency]:
    return run_checks(CHECKS)


CHECKS = {
    "a reward that was taken back cannot be spent": """
        SELECT 'reward ' || reward.id, 'voucher ' || voucher.code || ' is not cancelled'
        FROM referrals_referralreward reward
        JOIN vouchers_voucher voucher ON voucher.id = reward.voucher_id
        WHERE reward.clawed_back_at IS NOT NULL AND voucher.cancelled_at IS NULL
    """,
    "a reward of points stands in the ledger": """
        SELECT 'reward ' || reward.id, 'no movement of ' || reward.points || ' points'
        FROM referrals_referralreward reward
        JOIN referrals_referral referral ON referral.id = reward.referral_id
        WHERE reward.points IS NOT NULL AND NOT EXISTS (
            SELECT FROM points_movement
            WHERE shop_id = referral.shop_id AND source =
                'referral:' || reward.referral_id || ':' || reward.side || ':'
                || reward.number)
    """,
    "a refused referral has rewarded nobody": """
        SELECT 'referral ' || referral.id, 'refused, and its ' || reward.side || ' is paid'
        FROM referrals_referral referral
        JOIN referrals_referralreward reward ON reward.referral_id = referral.id
        JOIN shop_customer friend ON friend.id = referral.friend_id
        WHERE referral.status = 'refused' AND friend.erased_at IS NULL
          AND reward.clawed_back_at IS NULL AND reward.kept_at IS NULL
    """,
}
