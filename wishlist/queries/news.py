"""News of wished products: a price that dropped, a product that is back in stock.

A drop is measured against the lowest price of the thirty days before it, by as much as the
shop has set, and must still hold. What the owner has bought since wishing is no news.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from core.sql import Fragment, fetch
from wishlist.queries.bought import BOUGHT_SINCE

type WatchedChange = Literal["price", "stock"]

# The product can be had, the wish still stands, and its owner has not bought it.
_STANDS = Fragment("""
    product.active AND NOT product.removed
    AND (product.stock IS NULL OR product.stock > 0)
    AND wish.removed_at IS NULL AND list.removed_at IS NULL
    AND NOT {bought}
""").fill(bought=BOUGHT_SINCE)
_LISTS = """
    JOIN wishlist_wish wish ON wish.product_id = product.id
    JOIN wishlist_wishlist list ON list.id = wish.wishlist_id
    JOIN wishlist_wishlistsettings settings ON settings.shop_id = list.shop_id
"""

# Rows of (wish, shop, customer, since, watched, before): what changed, and when.
_NEWS: Mapping[WatchedChange, Fragment] = {
    "price": Fragment("""
        SELECT wish.id AS wish, list.shop_id AS shop, list.customer_id AS customer,
               change.at AS since, wish.price_watched AS watched,
               change.lowest AS before
        FROM shop_pricechange change
        JOIN shop_product product ON product.id = change.product_id
        {lists}
        WHERE settings.tells_price AND wish.price_watched < change.at
          -- The law measures a reduction against the lowest price of thirty days.
          AND change.price < change.lowest
          AND change.price <= change.lowest * (100 - settings.least_drop) / 100
          -- Raised again since: there is nothing to tell.
          AND product.price = change.price
          AND {stands}
    """).fill(lists=_LISTS, stands=_STANDS),
    "stock": Fragment("""
        SELECT wish.id AS wish, list.shop_id AS shop, list.customer_id AS customer,
               product.back_at AS since, wish.stock_watched AS watched,
               NULL::numeric AS before
        FROM shop_product product
        {lists}
        WHERE settings.tells_stock AND wish.stock_watched < product.back_at
          AND {stands}
    """).fill(lists=_LISTS, stands=_STANDS),
}
# One mail a customer and day, however much is new to them. Only whom to write to: what is
# new is found when the mail goes.
_DRAFTS = Fragment("""
    SELECT news.customer, 'wish:{what}:' || news.customer || ':' || %(day)s AS source,
           jsonb_build_object('wishes_url', %(address)s::text) AS values,
           NULL::timestamptz AS due_at
    FROM ({news}) news
    WHERE news.shop = %(shop)s AND news.since > %(oldest)s
    GROUP BY news.customer
""")
_FOR_CUSTOMERS = Fragment("""
    SELECT news.wish, news.customer, product.id, news.watched,
           coalesce(nullif(product.name, ''), product.external_id),
           product.url, product.image, product.price, news.before
    FROM ({news}) news
    JOIN wishlist_wish wish ON wish.id = news.wish
    JOIN shop_product product ON product.id = wish.product_id
    WHERE news.customer = ANY(%(customers)s) AND news.since > %(oldest)s
    ORDER BY news.customer, wish.priority, wish.id
""")


def alert_drafts(what: WatchedChange) -> Fragment:
    """Return the statement of mail drafts for customers with news.

    Its values: ``shop`` (primary key), ``oldest`` (news before that are too old), ``day``
    (part of the mail's source) and ``address`` (of the page of wishes).
    """
    return _DRAFTS.fill(what=what, news=_NEWS[what])


@dataclass(frozen=True, slots=True)
class WishNews:
    """A wish and what is new about it. ``before``: the price that the drop is measured
    against; ``watched``: since when the customer wants to be told.
    """

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
    """Return what these customers can be told now, what is wished most first.
    Queries: 1.
    """
    statement = _FOR_CUSTOMERS.fill(news=_NEWS[what])
    rows = fetch(statement.given(customers=customers, oldest=oldest))
    return [WishNews(*row) for row in rows]
