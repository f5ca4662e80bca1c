"""Carts that were left. Only the customer's latest cart can trigger a reminder.

The reminders for one cart are a sequence: it goes on with the step that is due by now, and
a cart whose sequence is over long ago can begin another. Who has ordered since is looked up
among the orders of the window, which are few, and not customer by customer: carts can be
very many.
"""

from dataclasses import replace

from core.sql import Fragment
from reminders.models import Campaign
from reminders.queries.triggers.rule import TriggerRule, only
from shop.fragments import FOR_SALE

_CARTS = Fragment("""
    SELECT cart.customer_id, step.id AS step_id, step.number AS rank,
           coalesce(
               sequence.trigger_key,
               'cart:' || cart.id || ':' || extract(epoch FROM cart.updated_at)::bigint
           ) AS trigger_key,
           cart.id AS cart_id, NULL::bigint AS order_id, cart.updated_at AS since
    FROM shop_cart cart
    LEFT JOIN (
        -- The latest sequence of each cart, and how far it has come.
        SELECT DISTINCT ON (previous.cart_id) previous.cart_id, previous.trigger_key,
               max(sent.number) AS number, bool_or(previous.held_out) AS held_out
        FROM reminders_reminder previous
        JOIN reminders_campaignstep sent ON sent.id = previous.step_id
        WHERE previous.campaign_id = {campaign} AND previous.cart_id IS NOT NULL
          AND previous.withdrawn_at IS NULL AND previous.id <> ALL({excluding})
          AND previous.created_at > {oldest} {only_previous}
        GROUP BY previous.cart_id, previous.trigger_key
        ORDER BY previous.cart_id, max(previous.created_at) DESC
    ) sequence ON sequence.cart_id = cart.id
    -- An outer join: the latest cart hides older ones even where none of its steps is due.
    LEFT JOIN reminders_campaignstep step
      ON step.campaign_id = {campaign} AND sequence.held_out IS NOT TRUE
     AND step.number > coalesce(sequence.number, 0)
     AND step.number = {step_due}
     -- Nobody is led back to goods that cannot be had any more.
     AND EXISTS (
         SELECT FROM shop_cartline line JOIN shop_product product
             ON product.id = line.product_id AND {for_sale}
         WHERE line.cart_id = cart.id
     )
    WHERE cart.shop_id = {shop} AND cart.updated_at >= {oldest}
      AND cart.customer_id IS NOT NULL AND cart.order_id IS NULL AND NOT cart.removed
      AND EXISTS (SELECT FROM shop_cartline line WHERE line.cart_id = cart.id)
      AND NOT EXISTS (SELECT FROM shop_order placed WHERE placed.cart_id = cart.id)
      {only}
""").fill(for_sale=FOR_SALE)
# By address, so under any id of a person and as a guest too. Without an address there is no
# mail.
_RECENT_ORDERS = Fragment("""
    LEFT JOIN (
        SELECT bought.key, max(bought.placed_at) AS latest
        FROM (
            SELECT known.key, placed.placed_at
            FROM shop_order placed
            JOIN shop_customer owner ON owner.id = placed.customer_id
            CROSS JOIN unnest(ARRAY[owner.address_key, owner.proven_key]) AS known(key)
            WHERE placed.shop_id = {shop} AND placed.placed_at >= {oldest} {only_owners}
            UNION ALL
            SELECT placed.address_key, placed.placed_at
            FROM shop_order placed
            WHERE placed.customer_id IS NULL AND placed.shop_id = {shop}
              AND placed.placed_at >= {oldest} {only_addresses}
        ) bought
        WHERE bought.key <> '' GROUP BY bought.key
    ) recent ON recent.key = customer.address_key
""")
# Shops state a cart once more after its order, without naming that: the same goods, bought
# shortly before, end its story. An order that came to nothing does not.
_SAME_GOODS = Fragment("""
    recent.latest >= candidate.since - interval '6 hours' AND EXISTS (
        SELECT FROM shop_order placed
        LEFT JOIN shop_customer owner ON owner.id = placed.customer_id
        WHERE placed.shop_id = customer.shop_id
          AND placed.placed_at >= candidate.since - interval '6 hours'
          AND placed.placed_at < candidate.since
          AND placed.state NOT IN ('cancelled', 'payment_error')
          AND customer.address_key
              IN (owner.address_key, owner.proven_key,
                  CASE WHEN owner.id IS NULL THEN placed.address_key END)
          AND NOT EXISTS (
              SELECT FROM shop_cartline line
              WHERE line.cart_id = candidate.cart_id AND NOT EXISTS (
                  SELECT FROM shop_orderline bought
                  WHERE bought.order_id = placed.id AND bought.product_id = line.product_id
              )
          )
    )
""")
_ABANDONED_CART = TriggerRule(
    rows=_CARTS,
    narrow=only("cart.customer_id")
    | {
        "only_previous": Fragment("AND previous.customer_id = ANY({among})"),
        "only_owners": Fragment("""
            AND placed.customer_id IN (
                SELECT twin.id FROM shop_customer one
                JOIN shop_customer twin
                  ON twin.shop_id = one.shop_id AND one.address_key <> ''
                 AND (twin.address_key = one.address_key AND twin.address_key <> ''
                      OR twin.proven_key = one.address_key AND twin.proven_key <> '')
                WHERE one.id = ANY({among})
            )
        """),
        "only_addresses": Fragment("""
            AND placed.address_key <> '' AND placed.address_key IN (
                SELECT one.address_key FROM shop_customer one WHERE one.id = ANY({among})
            )
        """),
    },
    latest=True,
    joins=_RECENT_ORDERS,
    already_ordered=Fragment("(recent.latest >= candidate.since OR {same_goods})").fill(
        same_goods=_SAME_GOODS
    ),
    guests=True,
)


def abandoned_cart(campaign: Campaign) -> TriggerRule:
    """The rule with the campaign's steps, which must be at hand: which of them is due
    depends on the age of the cart.
    """
    # The last step whose time has come: the highest number first, in a CASE on ``cart``.
    passed = " ".join(
        f"WHEN cart.updated_at <= {{now}} - interval '{step.delay_hours} hours'"
        f" THEN {step.number}"
        for step in sorted(campaign.steps.all(), key=lambda step: -step.number)
    )
    step_due = f"(CASE {passed or 'WHEN false THEN 0'} END)"
    return replace(_ABANDONED_CART, rows=_CARTS.fill(step_due=step_due))
