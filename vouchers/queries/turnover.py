"""What was paid for the goods of orders and kept: ``shop.rules.goods_kept``, in SQL.

To the cent, for sums over many orders: the discount is shared out over the lines by largest
remainder, in whole cents, the first line first among equals.
"""

# Rows of (order_id, amount); ``orders`` selects the orders.
KEPT = """
    SELECT goods.order_id,
           greatest(0, sum(goods.total - goods.share - goods.refund)
                       - min(goods.refunded_amount)) AS amount
    FROM (
        SELECT shared.*,
               CASE WHEN shared.line_refund > 0 THEN shared.line_refund
                    WHEN shared.refunded_quantity = 0 THEN 0
                    ELSE round((shared.total - shared.share) * shared.refunded_quantity
                               / shared.quantity, 2) END AS refund
        FROM (
            SELECT parted.*,
                   (parted.whole_cents
                    + CASE WHEN row_number() OVER (
                               PARTITION BY parted.order_id
                               ORDER BY parted.remainder DESC, parted.id)
                           <= parted.discount_cents
                              - sum(parted.whole_cents) OVER (PARTITION BY parted.order_id)
                      THEN 1 ELSE 0 END) / 100.0 + parted.named AS share
            FROM (
                SELECT weighed.*,
                       coalesce(div(discount_cents * open_cents, nullif(all_cents, 0)), 0)
                           AS whole_cents,
                       coalesce(mod(discount_cents * open_cents, nullif(all_cents, 0)), 0)
                           AS remainder
                FROM (
                    -- What lines do not name for themselves goes over the others, up to
                    -- what they come to.
                    SELECT billed.*,
                           least(greatest(discount - sum(named) OVER whole, 0) * 100,
                                 sum(open_cents) OVER whole) AS discount_cents,
                           sum(open_cents) OVER whole AS all_cents
                    FROM (
                        SELECT line.id, line.order_id, line.quantity,
                               line.refunded_quantity,
                               line.refunded_amount AS line_refund,
                               shop_order.refunded_amount, shop_order.discount, cost.total,
                               least(coalesce(line.discount, 0), cost.total) AS named,
                               CASE WHEN line.discount IS NULL THEN cost.total * 100
                                    ELSE 0 END AS open_cents
                        FROM shop_order
                        JOIN shop_orderline line ON line.order_id = shop_order.id
                        CROSS JOIN LATERAL (
                            SELECT round(line.quantity * line.unit_price, 2) AS total
                        ) cost
                        WHERE shop_order.id IN ({orders})
                    ) billed
                    WINDOW whole AS (PARTITION BY order_id)
                ) weighed
            ) parted
        ) shared
    ) goods
    GROUP BY goods.order_id
"""
