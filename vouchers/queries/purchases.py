"""What other parts of a purchase come to: what one cart has reached they reach together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from core.sql import Fragment, fetch
from shop.models import Order


@dataclass(frozen=True, slots=True)
class Beside:
    """``goods``: those of the other parts as they were bought, gift cards left out.
    ``parts``: of these the ones that may have an offer, by primary key.
    """

    goods: Decimal = ZERO
    parts: Sequence[int] = ()


# Whatever has become of a part since: the cart had its goods when the offer was given.
_PARTS = Fragment("""
    SELECT shop_order.id, shop_order.discount > 0 OR shop_order.shipping = 0,
           coalesce(sum(round(line.quantity * line.unit_price, 2))
                    FILTER (WHERE NOT line.gift_card), 0)
    FROM shop_order
    LEFT JOIN shop_orderline line ON line.order_id = shop_order.id
    WHERE shop_order.shop_id = %(shop)s AND shop_order.purchase = %(purchase)s
      AND shop_order.id <> %(order)s
    GROUP BY shop_order.id
    ORDER BY shop_order.id
""")


def goods_beside(order: Order) -> Beside:
    """Requires: an order that may be a part of a purchase. Queries: 1."""
    values = {"shop": order.shop_id, "purchase": order.purchase, "order": order.pk}
    rows = fetch(_PARTS.given(**values))
    goods = sum((amount for _pk, _may, amount in rows), ZERO)
    return Beside(goods, tuple(pk for pk, may_have, _amount in rows if may_have))
