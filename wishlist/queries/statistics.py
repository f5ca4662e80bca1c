"""What is wished for: how often it was added, whether it was bought, whether it is there.

Adds are counted once per customer, product and day. A wish was bought where its customer
has an order of the product that counts, placed since they wished.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.sql import Fragment, fetch
from shop.models import Shop
from wishlist.queries.bought import BOUGHT_SINCE

TOP = 10


@dataclass(frozen=True, slots=True)
class RankedProduct:
    """A product of a ranking, and its figure."""

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


# Ranked first and named after: the names of ten products are read, not of all.
_TOP_ADDED = Fragment("""
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
""")
_CONVERSION = Fragment("""
    WITH wished AS (
        SELECT customer_id, product_id, min(added_at) AS at
        FROM wishlist_wishevent
        WHERE shop_id = %(shop)s AND added_at >= %(since)s AND customer_id IS NOT NULL
        GROUP BY customer_id, product_id
    ), wished_and_bought AS (
        -- DISTINCT: a product bought twice is one wish come true.
        SELECT DISTINCT wished.customer_id, wished.product_id
        FROM wished
        JOIN shop_order bought ON bought.customer_id = wished.customer_id
         AND bought.placed_at >= wished.at AND bought.counts
        JOIN shop_orderline line ON line.order_id = bought.id
         AND line.product_id = wished.product_id
    )
    SELECT (SELECT count(*) FROM wished), (SELECT count(*) FROM wished_and_bought)
""")
# Customers who have the product on a list of theirs, each once.
_WISHING = Fragment("""
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
""")
_OUT_OF_STOCK = _WISHING.fill(condition="(NOT product.active OR product.stock <= 0)")
_UNBOUGHT = _WISHING.fill(condition=Fragment("NOT {bought}").fill(bought=BOUGHT_SINCE))


def top_added(shop: Shop, since: datetime) -> list[RankedProduct]:
    """Return the products added most often. Queries: 1."""
    rows = fetch(_TOP_ADDED.given(shop=shop.pk, since=since, top=TOP))
    return [RankedProduct(*row) for row in rows]


def out_of_stock(shop: Shop) -> list[RankedProduct]:
    """Return what most customers wish for and cannot have. Queries: 1."""
    rows = fetch(_OUT_OF_STOCK.given(shop=shop.pk, top=TOP))
    return [RankedProduct(*row) for row in rows]


def unbought(shop: Shop) -> list[RankedProduct]:
    """Return what most customers wish for and have not bought since. Queries: 1."""
    rows = fetch(_UNBOUGHT.given(shop=shop.pk, top=TOP))
    return [RankedProduct(*row) for row in rows]


def conversion(shop: Shop, since: datetime) -> WishConversion:
    """Return how much of what was wished for since then was bought. Queries: 1."""
    [row] = fetch(_CONVERSION.given(shop=shop.pk, since=since))
    return WishConversion(*row)
