"""How friends came, what became of them, what they cost and what they bought."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from core.periods import Period
from core.sql import Fragment, fetch
from shop.models import Shop
from vouchers.queries.turnover import KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFigures:
    """Of the referrals that began in a period, until today.

    ``discount`` is what vouchers of rewards have really taken off, ``outstanding`` what is
    still to be used of them; ``points`` were given and kept. ``turnover`` is what friends
    paid for goods and kept.
    """

    invited: int = 0
    registered: int = 0
    ordered: int = 0
    rewarded: int = 0
    refused: int = 0
    discount: Decimal = ZERO
    outstanding: Decimal = ZERO
    points: int = 0
    turnover: Decimal = ZERO

    def __add__(self, other: "ChannelFigures") -> "ChannelFigures":
        names = self.__slots__
        return ChannelFigures(**{n: getattr(self, n) + getattr(other, n) for n in names})

    @property
    def conversion(self) -> Decimal:
        """Percentage of the invited who have ordered."""
        return Decimal(100 * self.ordered) / self.invited if self.invited else ZERO


_FRIENDS_ORDERS = """
    SELECT shop_order.id FROM shop_order
    JOIN referral ON referral.friend_id = shop_order.customer_id
    WHERE shop_order.counts
"""

# 1. the referrals of the period; 2. what their rewards cost; 3. what their friends bought;
# 4. counted by channel. Columns in the order of the fields of ChannelFigures.
_FIGURES = Fragment("""
    WITH referral AS (
        SELECT id, channel, status, friend_id, order_id FROM referrals_referral
        WHERE shop_id = %(shop)s AND created_at >= %(start)s AND created_at < %(end)s
    ), given AS (
        SELECT reward.referral_id, sum(reward.points) AS points,
               sum(used.amount) AS discount,
               sum(voucher.amount) FILTER (
                   WHERE voucher.used = 0 AND voucher.cancelled_at IS NULL
                   AND voucher.valid_until > now()) AS outstanding
        FROM referrals_referralreward reward
        JOIN referral ON referral.id = reward.referral_id
        LEFT JOIN vouchers_voucher voucher ON voucher.id = reward.voucher_id
        -- LATERAL: only the uses of these rewards are summed, by the voucher's index.
        LEFT JOIN LATERAL (
            SELECT sum(amount) AS amount FROM vouchers_voucheruse
            WHERE voucher_id = voucher.id
        ) used ON true
        WHERE reward.clawed_back_at IS NULL
        GROUP BY reward.referral_id
    ), bought AS (
        SELECT shop_order.customer_id, sum(kept.amount) AS amount
        FROM ({kept}) kept
        JOIN shop_order ON shop_order.id = kept.order_id
        GROUP BY shop_order.customer_id
    )
    SELECT referral.channel, count(*), count(referral.friend_id),
           count(referral.order_id),
           count(*) FILTER (WHERE referral.status = 'rewarded'),
           count(*) FILTER (WHERE referral.status = 'refused'),
           coalesce(sum(given.discount), 0), coalesce(sum(given.outstanding), 0),
           coalesce(sum(given.points), 0),
           coalesce(sum(bought.amount) FILTER (WHERE referral.status <> 'refused'), 0)
    FROM referral
    LEFT JOIN given ON given.referral_id = referral.id
    LEFT JOIN bought ON bought.customer_id = referral.friend_id
    GROUP BY referral.channel
""").fill(kept=KEPT.fill(orders=_FRIENDS_ORDERS))


def channel_figures(shop: Shop, period: Period) -> Mapping[str, ChannelFigures]:
    """Return the figures of each channel that somebody came by. Queries: 1."""
    start, end = period.bounds(shop.zone)
    names = ChannelFigures.__slots__
    return {
        channel: ChannelFigures(**dict(zip(names, figures, strict=True)))
        for channel, *figures in fetch(_FIGURES.given(shop=shop.pk, start=start, end=end))
    }
