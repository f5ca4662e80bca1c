"""What is wished for: how often it was added, whether it was bought, whether it is there.

Adds are counted once per customer, product and day. A wish was bought where its customer
has an order of the product, paid and not cancelled, placed since he wished.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from shop.models import Shop

TOP = 10
_VALID = "bought.state IN ('paid', 'processing', 'shipped', 'delivered')"


@dataclass(frozen=True, slots=True)
class RankedProduct:
    """A product of a list, best first, and its figures."""

    product: int
    name: str
    many: int


@dataclass(frozen=True, slots=True)
class WishConversion:
    """Of so many wishes, a customer and a product each, so many were bought since."""

    wished: int
    bought: int

    @property
    def percent(self) -> Decimal | None:
        if not self.wished:
            return None
        return round(Decimal(100 * self.bought) / self.wished, 1)


_TOP = """
    SELECT product.id, coalesce(nullif(product.name, ''), product.external_id), top.many
    FROM (
        SELECT product_id, count(*) AS many
        FROM wishlist_wishevent
        WHERE shop_id = %(shop)s AND added_at >= %(since)s
        GROUP BY product_id
        ORDER BY many DESC, product_id
        LIMIT %(top)s
    ) top JOIN shop_product product ON product.id = top.product_id
    ORDER BY top.many DESC, product.id
"""

_CONVERSION = f"""
    WITH wished AS (
        SELECT customer_id, product_id, min(added_at) AS at
        FROM wishlist_wishevent
        WHERE shop_id = %(shop)s AND added_at >= %(since)s AND customer_id IS NOT NULL
        GROUP BY customer_id, product_id
    )
    SELECT (SELECT count(*) FROM wished),
           (SELECT count(*) FROM (
               SELECT DISTINCT wished.customer_id, wished.product_id
               FROM wished
               JOIN shop_order bought ON bought.customer_id = wished.customer_id
                AND bought.placed_at >= wished.at AND {_VALID}
               JOIN shop_orderline line ON line.order_id = bought.id
                AND line.product_id = wished.product_id
           ) both_)
"""  # noqa: S608 -- our own text

# Customers who have the product on a list of theirs, each once.
_WISHING = """
    SELECT product.id, coalesce(nullif(product.name, ''), product.external_id),
           count(DISTINCT list.customer_id) AS many
    FROM wishlist_wish wish
    JOIN wishlist_wishlist list ON list.id = wish.wishlist_id AND list.removed_at IS NULL
    JOIN shop_product product ON product.id = wish.product_id
    WHERE list.shop_id = %(shop)s AND wish.removed_at IS NULL AND NOT product.removed
      AND {condition}
    GROUP BY product.id
    ORDER BY many DESC, product.id
    LIMIT %(top)s
"""
_OUT = "(NOT product.active OR product.stock <= 0)"
_UNBOUGHT = f"""
    NOT EXISTS (
        SELECT FROM shop_order bought JOIN shop_orderline line ON line.order_id = bought.id
        WHERE bought.customer_id = list.customer_id AND line.product_id = wish.product_id
          AND bought.placed_at >= wish.added_at AND {_VALID}
    )
"""


def top_added(shop: Shop, since: datetime) -> list[RankedProduct]:
    """The products added most often. One query."""
    return _ranked(_TOP, shop, since)


def out_of_stock(shop: Shop) -> list[RankedProduct]:
    """What most customers wish for and cannot have. One query."""
    return _ranked(_WISHING.format(condition=_OUT), shop)


def unbought(shop: Shop) -> list[RankedProduct]:
    """What most customers wish for and have not bought since. One query."""
    return _ranked(_WISHING.format(condition=_UNBOUGHT), shop)


def _ranked(sql: str, shop: Shop, since: datetime | None = None) -> list[RankedProduct]:
    return [
        RankedProduct(*row)
        for row in _rows(sql, {"shop": shop.pk, "since": since, "top": TOP})
    ]


def conversion(shop: Shop, since: datetime) -> WishConversion:
    """Of what was wished for since then. One query."""
    [row] = _rows(_CONVERSION, {"shop": shop.pk, "since": since})
    return WishConversion(*row)


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
