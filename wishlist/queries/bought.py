"""Whether a wish was bought."""

from core.sql import Fragment

# Of the rows ``wish`` and ``list``: the owner has an order that counts and holds the
# product, placed since they wished.
BOUGHT_SINCE = Fragment("""
    EXISTS (
        SELECT FROM shop_order bought JOIN shop_orderline line ON line.order_id = bought.id
        WHERE bought.customer_id = list.customer_id AND line.product_id = wish.product_id
          AND bought.placed_at >= wish.added_at AND bought.counts
    )
""")
