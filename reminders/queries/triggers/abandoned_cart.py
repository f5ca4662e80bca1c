"""The newest basket that somebody has left: an older one is no story of its own.

A story goes on with the step that is due by now, and one that was told long ago can begin
again. Who has ordered since is looked up among the orders of the window, which are few,
and not customer by customer: baskets can be very many.
"""

from dataclasses import replace

from reminders.models import Campaign
from reminders.queries.triggers.rule import TriggerRule, of_customer

_LEFT = """
    SELECT cart.customer_id, step.id AS step_id, step.number AS place,
           coalesce(
               story.trigger_key,
               'cart:' || cart.id || ':' || extract(epoch FROM cart.updated_at)::bigint
           ) AS trigger_key,
           cart.id AS cart_id, NULL::bigint AS order_id, cart.updated_at AS since
    FROM shop_cart cart
    LEFT JOIN (
        SELECT DISTINCT ON (told.cart_id) told.cart_id, told.trigger_key,
               max(said.number) AS number, bool_or(told.held_out) AS held_out
        FROM reminders_reminder told
        JOIN reminders_campaignstep said ON said.id = told.step_id
        WHERE told.campaign_id = {campaign} AND told.cart_id IS NOT NULL
          AND told.withdrawn_at IS NULL AND told.id <> ALL({besides})
          AND told.created_at > {oldest} {only_told}
        GROUP BY told.cart_id, told.trigger_key
        ORDER BY told.cart_id, max(told.created_at) DESC
    ) story ON story.cart_id = cart.id
    LEFT JOIN reminders_campaignstep step
      ON step.campaign_id = {campaign} AND story.held_out IS NOT TRUE
     AND step.number > coalesce(story.number, 0)
     AND step.number = {step_by_now}
    WHERE cart.shop_id = {shop} AND cart.updated_at >= {oldest}
      AND cart.customer_id IS NOT NULL AND cart.order_id IS NULL AND NOT cart.removed
      AND EXISTS (SELECT FROM shop_cartline line WHERE line.cart_id = cart.id)
      AND NOT EXISTS (SELECT FROM shop_order placed WHERE placed.cart_id = cart.id)
      {only}
"""
# By address, so under any of his ids and as a guest too. Who has none gets no mail.
_RECENT = """
    LEFT JOIN (
        SELECT bought.email, max(bought.placed_at) AS latest
        FROM (
            SELECT lower(owner.email) AS email, placed.placed_at
            FROM shop_order placed JOIN shop_customer owner ON owner.id = placed.customer_id
            WHERE placed.shop_id = {shop} AND placed.placed_at >= {oldest} {only_owners}
            UNION ALL
            SELECT lower(placed.email), placed.placed_at
            FROM shop_order placed
            WHERE placed.customer_id IS NULL AND placed.shop_id = {shop}
              AND placed.placed_at >= {oldest} {only_addresses}
        ) bought
        WHERE bought.email <> '' GROUP BY bought.email
    ) recent ON recent.email = lower(customer.email)
"""


def abandoned_cart(campaign: Campaign) -> TriggerRule:
    """With the steps of the campaign: which of them is due hangs on the basket's age."""
    return replace(_CART, rows=_LEFT.replace("{step_by_now}", _step_by_now(campaign)))


def _step_by_now(campaign: Campaign) -> str:
    """The number of the last step whose time has come, as a value of SQL on ``cart``."""
    passed = " ".join(
        f"WHEN cart.updated_at <= {{now}} - interval '{step.delay_hours} hours'"
        f" THEN {step.number}"
        for step in sorted(campaign.steps.all(), key=lambda step: -step.number)
    )
    return f"(CASE {passed or 'WHEN false THEN 0'} END)"


_ADDRESSES = """
    SELECT lower(one.email) FROM shop_customer one WHERE one.id = ANY({among})
"""
_OWNERS = """
    SELECT twin.id FROM shop_customer one
    JOIN shop_customer twin
      ON twin.shop_id = one.shop_id AND lower(twin.email) = lower(one.email)
    WHERE one.id = ANY({among})
"""

_CART = TriggerRule(
    rows=_LEFT,
    narrow=of_customer("cart.customer_id")
    | {
        "only_told": "AND told.customer_id = ANY({among})",
        "only_owners": f"AND placed.customer_id IN ({_OWNERS})",
        "only_addresses": f"AND lower(placed.email) IN ({_ADDRESSES})",
    },
    latest=True,
    beside=_RECENT,
    settled="recent.latest >= found.since",
    guests=True,
)
