"""News of what is wished and watched: a price that dropped, a product that came back.

A drop is one against the lowest price of the thirty days before it, by as much as the
shop has set, that still holds. What its owner has bought since he wished is no news.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

type WatchedChange = Literal["price", "stock"]

_BOUGHT = """
    EXISTS (
        SELECT FROM shop_order bought JOIN shop_orderline line ON line.order_id = bought.id
        WHERE bought.customer_id = list.customer_id AND line.product_id = wish.product_id
          AND bought.placed_at >= wish.added_at
          AND bought.state IN ('paid', 'processing', 'shipped', 'delivered')
    )
"""

# Rows of (wish, shop, customer, since, until, before): what changed, and from when on.
_NEWS = {
    "price": f"""
        SELECT wish.id AS wish, list.shop_id AS shop, list.customer_id AS customer,
               change.at AS since, wish.price_watched AS watched,
               change.lowest AS before
        FROM shop_pricechange change
        JOIN shop_product product ON product.id = change.product_id
        JOIN wishlist_wish wish ON wish.product_id = product.id
        JOIN wishlist_wishlist list ON list.id = wish.wishlist_id
        JOIN wishlist_wishlistsettings settings ON settings.shop_id = list.shop_id
        WHERE settings.tells_price AND wish.price_watched < change.at
          AND change.price < change.lowest
          AND change.price <= change.lowest * (100 - settings.least_drop) / 100
          AND product.price = change.price
          AND product.active AND NOT product.removed
          AND (product.stock IS NULL OR product.stock > 0)
          AND wish.removed_at IS NULL AND list.removed_at IS NULL
          AND NOT {_BOUGHT}
    """,  # noqa: S608 -- our own text
    "stock": f"""
        SELECT wish.id AS wish, list.shop_id AS shop, list.customer_id AS customer,
               product.back_at AS since, wish.stock_watched AS watched,
               NULL::numeric AS before
        FROM shop_product product
        JOIN wishlist_wish wish ON wish.product_id = product.id
        JOIN wishlist_wishlist list ON list.id = wish.wishlist_id
        JOIN wishlist_wishlistsettings settings ON settings.shop_id = list.shop_id
        WHERE settings.tells_stock AND wish.stock_watched < product.back_at
          AND product.active AND NOT product.removed
          AND (product.stock IS NULL OR product.stock > 0)
          AND wish.removed_at IS NULL AND list.removed_at IS NULL
          AND NOT {_BOUGHT}
    """,  # noqa: S608 -- our own text
}


def alert_drafts(what: WatchedChange) -> str:
    """A statement of who has news that are not older than ``%(oldest)s``: the drafts of
    one mail a customer and ``%(day)s``, whatever the number of his news.
    """
    return f"""
        SELECT news.customer, 'wish:{what}:' || news.customer || ':' || %(day)s AS source,
               jsonb_build_object('wishes_url', %(address)s::text) AS values,
               NULL::timestamptz AS due_at
        FROM ({_NEWS[what]}) news
        WHERE news.shop = %(shop)s AND news.since > %(oldest)s
        GROUP BY news.customer
    """  # noqa: S608 -- our own text


@dataclass(frozen=True, slots=True)
class WishNews:
    """A wish of a customer's and what is new. ``before``: the price it is measured by."""

    wish: int
    customer: int
    product: int
    watched: datetime
    name: str
    url: str
    image: str
    price: Decimal | None
    before: Decimal | None


def news_for(what: WatchedChange, customers: list[int], oldest: datetime) -> list[WishNews]:
    """All they can be told now, what is wished most first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT news.wish, news.customer, product.id, news.watched,
                   coalesce(nullif(product.name, ''), product.external_id),
                   product.url, product.image, product.price, news.before
            FROM ({_NEWS[what]}) news
            JOIN wishlist_wish wish ON wish.id = news.wish
            JOIN shop_product product ON product.id = wish.product_id
            WHERE news.customer = ANY(%(customers)s) AND news.since > %(oldest)s
            ORDER BY news.customer, wish.priority, wish.id
            """,  # noqa: S608 -- our own text
            {"customers": customers, "oldest": oldest},
        )
        rows: list[Any] = cursor.fetchall()
        return [WishNews(*row) for row in rows]
