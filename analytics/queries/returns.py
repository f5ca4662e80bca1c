"""What each action of the programme has cost in a period, and the orders that had it.

An order with two benefits is in the rows of both, with all of its turnover: the rows are
compared, and not added up. What was given adds up to what the books have of these orders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, to_cent
from core.periods import Period
from core.sql import Fragment, fetch
from shop.models import Shop
from vouchers.queries.turnover import KEPT


@dataclass(frozen=True, slots=True)
class ActionReturn:
    """``action``: the origin of vouchers, or ``offer``, ``group``, ``gift_card``. ``given``
    is what it took off the goods, of gift cards what they paid, which is no cost.
    """

    action: str
    orders: int
    given: Decimal
    turnover: Decimal

    @property
    def cost(self) -> Decimal:
        return ZERO if self.action == "gift_card" else self.given

    def margin(self, percent: Decimal | None) -> Decimal | None:
        """What is left of the turnover; ``percent`` is that of undiscounted prices."""
        if percent is None:
            return None
        goods = (self.turnover + self.cost) * (100 - percent) / 100
        return to_cent(self.turnover - goods)


@dataclass(frozen=True, slots=True)
class BuyerGroup:
    """``kind``: ``redeeming`` members who have used a voucher from points in the period,
    ``members`` who have not, and ``others`` who have no account.
    """

    kind: str
    buyers: int
    orders: int
    turnover: Decimal

    @property
    def orders_each(self) -> Decimal | None:
        return round(Decimal(self.orders) / self.buyers, 2) if self.buyers else None

    @property
    def mean_order(self) -> Decimal | None:
        return to_cent(self.turnover / self.orders) if self.orders else None


@dataclass(frozen=True, slots=True)
class Returns:
    """``actions`` by what they have given, the most first."""

    actions: Sequence[ActionReturn]
    buyers: Sequence[BuyerGroup]

    @property
    def cost(self) -> Decimal:
        return sum((action.cost for action in self.actions), ZERO)


# What is known of a line's discount beyond vouchers and offers is that of a tier or group.
_ACTIONS = Fragment("""
    WITH sold AS (
        SELECT id FROM shop_order
        WHERE shop_id = %(shop)s AND counts
          AND placed_at >= %(first)s AND placed_at < %(end)s
    ), kept AS ({kept}),
    voucher AS (
        SELECT voucher.origin AS action, used.order_id, sum(used.amount) AS given
        FROM vouchers_voucheruse used
        JOIN vouchers_voucher voucher ON voucher.id = used.voucher_id
        WHERE used.order_id IN (SELECT id FROM sold)
        GROUP BY voucher.origin, used.order_id
    ), offer AS (
        SELECT 'offer' AS action, order_id, sum(amount) AS given FROM vouchers_offeruse
        WHERE order_id IN (SELECT id FROM sold) GROUP BY order_id
    ), had AS (SELECT * FROM voucher UNION ALL SELECT * FROM offer),
    known AS (
        SELECT line.order_id, sum(line.known_discount)
               - coalesce((SELECT sum(given) FROM had
                           WHERE had.order_id = line.order_id), 0) AS given
        FROM shop_orderline line
        WHERE line.order_id IN (SELECT id FROM sold) AND line.known_discount > 0
        GROUP BY line.order_id
    ), paid AS (
        SELECT 'gift_card' AS action, order_id, -sum(amount) AS given
        FROM giftcards_cardmovement
        WHERE order_id IN (SELECT id FROM sold) AND kind IN ('pay', 'give_back')
        GROUP BY order_id HAVING sum(amount) < 0
    ), all_of_them AS (
        SELECT * FROM had
        UNION ALL SELECT 'group', order_id, given FROM known WHERE given > 0
        UNION ALL SELECT * FROM paid
    )
    SELECT action, count(*), sum(given), coalesce(sum(kept.amount), 0.00)
    FROM all_of_them LEFT JOIN kept USING (order_id)
    GROUP BY action ORDER BY sum(given) DESC, action
""")
_BUYERS = Fragment("""
    WITH sold AS (
        SELECT shop_order.id, shop_order.customer_id,
               coalesce('c' || customer.id, nullif(shop_order.address_key, ''),
                        'o' || shop_order.id) AS buyer,
               customer.id IS NOT NULL AND NOT customer.guest AS member
        FROM shop_order
        LEFT JOIN shop_customer customer ON customer.id = shop_order.customer_id
        WHERE shop_order.shop_id = %(shop)s AND shop_order.counts
          AND shop_order.placed_at >= %(first)s AND shop_order.placed_at < %(end)s
    ), kept AS ({kept}),
    redeeming AS (
        SELECT DISTINCT sold.customer_id FROM sold
        JOIN vouchers_voucheruse used ON used.order_id = sold.id
        JOIN vouchers_voucher voucher ON voucher.id = used.voucher_id
        WHERE voucher.origin = 'points'
    )
    SELECT CASE WHEN NOT member THEN 'others'
                WHEN sold.customer_id IN (SELECT customer_id FROM redeeming)
                THEN 'redeeming' ELSE 'members' END AS kind,
           count(DISTINCT buyer), count(*), coalesce(sum(kept.amount), 0.00)
    FROM sold LEFT JOIN kept ON kept.order_id = sold.id
    GROUP BY 1 ORDER BY 1
""")
_KEPT = KEPT.fill(orders="SELECT id FROM sold")


def returns(shop: Shop, period: Period) -> Returns:
    """Of the orders placed in the period that count, as they now stand. Queries: 2."""
    first, end = period.bounds(shop.zone)
    asked = {"shop": shop.pk, "first": first, "end": end}
    actions = fetch(_ACTIONS.fill(kept=_KEPT).given(**asked))
    buyers = fetch(_BUYERS.fill(kept=_KEPT).given(**asked))
    return Returns(
        [ActionReturn(*row) for row in actions], [BuyerGroup(*row) for row in buyers]
    )
