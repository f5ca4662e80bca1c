"""What was paid for the goods of orders and kept: ``OrderMoney.kept``, in SQL.

To the cent, for sums over many orders: the discount is shared out over the lines by largest
remainder, in whole cents, the first line first among equals.
"""

from core.sql import Fragment

# Rows of (order_id, amount); ``orders`` selects the primary keys of the orders. 1. the
# lines, what they cost and the discount that they name, or that is known of those that
# name none; 2. what is left of the order's discount; 3. it goes over the lines that name
# none, up to what they come to, over gift cards only where other goods cannot take it;
# 4. of each of these its whole cents of it, and the remainder of that division; 5. the
# cents that are left go to the largest remainders; 6. what came back of each line: its own
# refund, else its pieces at their net price. Each step is read once, so PostgreSQL plans
# all of it as one query.
KEPT = Fragment("""
    WITH billed AS (
        SELECT line.id, line.order_id, line.quantity, line.refunded_quantity,
               line.refunded_amount AS line_refund, shop_order.refunded_amount,
               shop_order.discount, cost.total,
               least(coalesce(line.discount, line.known_discount), cost.total) AS named,
               CASE WHEN line.discount IS NULL
                    THEN greatest(cost.total - line.known_discount, 0) * 100
                    ELSE 0 END AS open_cents,
               line.gift_card
        FROM shop_order
        JOIN shop_orderline line ON line.order_id = shop_order.id
        CROSS JOIN LATERAL (
            SELECT round(line.quantity * line.unit_price, 2) AS total
        ) cost
        WHERE shop_order.id IN ({orders})
    ), weighed AS (
        SELECT billed.*,
               greatest(discount - sum(named) OVER whole, 0) * 100 AS rest_cents,
               sum(open_cents) OVER whole AS open_total,
               sum(CASE WHEN gift_card THEN 0 ELSE open_cents END) OVER whole
                   AS goods_total
        FROM billed
        WINDOW whole AS (PARTITION BY order_id)
    ), roomy AS (
        SELECT weighed.*,
               CASE WHEN gift_card AND rest_cents <= goods_total THEN 0
                    ELSE open_cents END AS room_cents,
               CASE WHEN rest_cents <= goods_total THEN goods_total
                    ELSE open_total END AS all_cents,
               least(rest_cents, open_total) AS discount_cents
        FROM weighed
    ), parted AS (
        SELECT roomy.*,
               coalesce(div(discount_cents * room_cents, nullif(all_cents, 0)), 0)
                   AS whole_cents,
               coalesce(mod(discount_cents * room_cents, nullif(all_cents, 0)), 0)
                   AS remainder
        FROM roomy
    ), shared AS (
        SELECT parted.*,
               (whole_cents
                + CASE WHEN row_number() OVER (
                           PARTITION BY order_id ORDER BY remainder DESC, id)
                       <= discount_cents - sum(whole_cents) OVER (PARTITION BY order_id)
                  THEN 1 ELSE 0 END) / 100.0 + named AS share
        FROM parted
    ), refunded AS (
        SELECT shared.*,
               CASE WHEN line_refund > 0 THEN line_refund
                    WHEN refunded_quantity = 0 THEN 0
                    ELSE round((total - share) * refunded_quantity / quantity, 2)
                    END AS refund
        FROM shared
    )
    SELECT order_id,
           greatest(0, sum(total - share - refund) - min(refunded_amount)) AS amount
    FROM refunded
    GROUP BY order_id
""")
