"""Who is due by the aim of a campaign: a statement for each, and nothing else differs.

Each answers rows of (customer_id, step_id, trigger, cart_id, order_id, since, open_from);
an order from ``open_from`` on settles the matter.
``{name}`` is a value of the campaign; ``{only}`` narrows it to some customers;
``{besides}`` are reminders that count as if they were not there, for the last question
before they go.
"""

from collections.abc import Mapping

from reminders.rules import Aim
from segments.queries import STANDS
from vouchers.queries.turnover import KEPT

# An order, whatever its state, that somebody has placed since an instant, under any of his
# ids: as a guest too, and however he writes his address.
_ORDERED = """(
    EXISTS (
        SELECT FROM shop_order placed
        WHERE placed.customer_id = customer.id AND placed.placed_at >= {since}
    ) OR customer.email <> '' AND (
        EXISTS (
            SELECT FROM shop_order placed
            WHERE placed.customer_id IS NULL AND placed.shop_id = customer.shop_id
              AND lower(placed.email) = lower(customer.email)
              AND placed.placed_at >= {since}
        ) OR EXISTS (
            SELECT FROM shop_customer twin
            JOIN shop_order placed ON placed.customer_id = twin.id
            WHERE twin.shop_id = customer.shop_id AND twin.id <> customer.id
              AND lower(twin.email) = lower(customer.email)
              AND placed.placed_at >= {since}
        )
    )
)"""


def ordered_since(instant: str) -> str:
    """A condition on the row ``customer``; ``instant`` is an expression."""
    return _ORDERED.format(since=instant)


# Orders with which somebody has not left: failed and called off ones are none.
_ALIVE = "shop_order.state NOT IN ('cancelled', 'refunded', 'payment_error')"
_STEP = """
    JOIN reminders_step step ON step.campaign_id = {campaign} AND step.number = 1
"""
_LATE_ENOUGH = "{now} - make_interval(hours => step.delay_hours)"


def _told(customer: str, more: str) -> str:
    """The reminders of this campaign that a customer has had."""
    return f"""
        FROM reminders_reminder told
        WHERE told.campaign_id = {{campaign}} AND told.customer_id = {customer}
          AND told.withdrawn_at IS NULL AND told.id <> ALL({{besides}}) {more}
    """


def _once(customer: str, trigger: str) -> str:
    return f"NOT EXISTS (SELECT {_told(customer, f'AND told.trigger = {trigger}')})"


def _rested(customer: str) -> str:
    """Never told, or so long ago that he may be again."""
    again = "AND ({repeat_after}::timestamptz IS NULL OR told.created_at > {repeat_after})"
    return f"NOT EXISTS (SELECT {_told(customer, again)})"


def _times(customer: str, more: str = "") -> str:
    return f"(SELECT count(*) {_told(customer, more)})"


# The newest basket that is left: an older one is no story of its own. A story goes on
# with the step that is due by now, and one that was told long ago can begin again.
_CART = """
    SELECT cart.customer_id, step.id AS step_id,
           coalesce(
               story.trigger,
               'cart:' || cart.id || ':' || extract(epoch FROM cart.updated_at)::bigint
           ) AS trigger,
           cart.id AS cart_id, NULL::bigint AS order_id, cart.updated_at AS since,
           cart.updated_at AS open_from
    FROM (
        SELECT DISTINCT ON (cart.customer_id) cart.id, cart.customer_id, cart.updated_at
        FROM shop_cart cart
        WHERE cart.shop_id = {shop} AND cart.updated_at >= {oldest}
          AND cart.customer_id IS NOT NULL AND cart.order_id IS NULL AND NOT cart.removed
          AND EXISTS (SELECT FROM shop_cartline line WHERE line.cart_id = cart.id)
          AND NOT EXISTS (SELECT FROM shop_order placed WHERE placed.cart_id = cart.id)
          {only}
        ORDER BY cart.customer_id, cart.updated_at DESC, cart.id DESC
    ) cart
    LEFT JOIN (
        SELECT DISTINCT ON (told.cart_id) told.cart_id, told.trigger,
               max(said.number) AS number, bool_or(told.held_out) AS held_out
        FROM reminders_reminder told JOIN reminders_step said ON said.id = told.step_id
        WHERE told.campaign_id = {campaign} AND told.cart_id IS NOT NULL
          AND told.withdrawn_at IS NULL AND told.id <> ALL({besides})
          AND told.created_at > {oldest} {only_told}
        GROUP BY told.cart_id, told.trigger
        ORDER BY told.cart_id, max(told.created_at) DESC
    ) story ON story.cart_id = cart.id
    JOIN LATERAL (
        SELECT step.id FROM reminders_step step
        WHERE step.campaign_id = {campaign} AND step.number > coalesce(story.number, 0)
          AND cart.updated_at <= {now} - make_interval(hours => step.delay_hours)
        ORDER BY step.number DESC LIMIT 1
    ) step ON true
    WHERE story.held_out IS NOT TRUE
"""
# The orders of one basket are one purchase.
_PURCHASE = "coalesce('cart:' || shop_order.cart_id, 'order:' || shop_order.id)"
_RECENT_ORDER = f"""
    shop_order.shop_id = {{shop}} AND {STANDS}
    AND shop_order.qualified_at > {{activated}} AND shop_order.qualified_at >= {{oldest}}
    AND shop_order.customer_id IS NOT NULL {{only}}
"""
_ORDER = f"""
    SELECT DISTINCT ON (shop_order.customer_id) shop_order.customer_id, step.id AS step_id,
           {_PURCHASE} AS trigger, NULL::bigint AS cart_id, shop_order.id AS order_id,
           shop_order.qualified_at AS since, NULL::timestamptz AS open_from
    FROM shop_order {_STEP}
    WHERE {_RECENT_ORDER} AND shop_order.qualified_at <= {_LATE_ENOUGH}
      AND {_once("shop_order.customer_id", _PURCHASE)}
    ORDER BY shop_order.customer_id, shop_order.qualified_at DESC, shop_order.id DESC
"""  # noqa: S608 -- here and below: our own text; values are passed beside it
_BIG_ORDER = f"""
    SELECT DISTINCT ON (shop_order.customer_id) shop_order.customer_id, step.id AS step_id,
           'order:' || shop_order.id AS trigger, NULL::bigint AS cart_id,
           shop_order.id AS order_id, shop_order.qualified_at AS since,
           NULL::timestamptz AS open_from
    FROM shop_order {_STEP}
    JOIN ({KEPT.format(orders=f"SELECT id FROM shop_order WHERE {_RECENT_ORDER}")}) kept
      ON kept.order_id = shop_order.id AND kept.amount >= {{threshold}}
    WHERE shop_order.qualified_at <= {_LATE_ENOUGH} {{only}}
      AND {_rested("shop_order.customer_id")}
      AND {_once("shop_order.customer_id", "'order:' || shop_order.id")}
    ORDER BY shop_order.customer_id, shop_order.qualified_at DESC, shop_order.id DESC
"""  # noqa: S608
_OF_PERIOD = f"""
    SELECT id FROM shop_order
    WHERE shop_id = {{shop}} AND {STANDS} AND placed_at >= {{period_start}}
      AND placed_at <= {{now}} AND customer_id IS NOT NULL {{only}}
"""  # noqa: S608
_BEST = f"""
    SELECT best.customer_id, step.id AS step_id,
           'best:' || {_times("best.customer_id")} AS trigger, NULL::bigint AS cart_id,
           NULL::bigint AS order_id, best.latest AS since, NULL::timestamptz AS open_from
    FROM (
        SELECT shop_order.customer_id, max(shop_order.placed_at) AS latest
        FROM shop_order
        JOIN ({KEPT.format(orders=_OF_PERIOD)}) kept ON kept.order_id = shop_order.id
        GROUP BY shop_order.customer_id HAVING sum(kept.amount) >= {{threshold}}
    ) best {_STEP}
    WHERE best.latest <= {_LATE_ENOUGH} AND {_rested("best.customer_id")}
"""  # noqa: S608
# By the days, or by his own gap once there are two of them.
_OVERDUE = """
    CASE WHEN {gap_factor}::numeric IS NOT NULL AND usual.orders >= 3
    THEN {now} - usual.latest
         >= {gap_factor}::numeric * (usual.latest - usual.first) / (usual.orders - 1)
    ELSE usual.latest <= {quiet_since} END
"""
_LAPSE = "'since:' || extract(epoch FROM usual.latest)::bigint || ':'"
_LAPSED = f"""
    SELECT usual.customer_id, step.id AS step_id,
           {_LAPSE} || {
    _times("usual.customer_id", f"AND told.trigger LIKE {_LAPSE} || '%%'")
}
               AS trigger,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, usual.latest AS since,
           usual.latest + interval '1 microsecond' AS open_from
    FROM (
        SELECT shop_order.customer_id, max(shop_order.placed_at) AS latest,
               min(shop_order.placed_at) FILTER (WHERE {STANDS}) AS first,
               count(*) FILTER (WHERE {STANDS}) AS orders
        FROM shop_order
        WHERE shop_order.shop_id = {{shop}} AND {_ALIVE}
          AND shop_order.customer_id IS NOT NULL AND shop_order.placed_at <= {{now}} {{only}}
        GROUP BY shop_order.customer_id
    ) usual {_STEP}
    WHERE usual.orders > 0 AND {_OVERDUE} AND usual.latest <= {_LATE_ENOUGH}
      AND NOT EXISTS (
          SELECT {
    _told(
        "usual.customer_id",
        '''
              AND (told.since = usual.latest AND {repeat_after}::timestamptz IS NULL
                   OR told.created_at > {repeat_after})
          ''',
    )
}
      )
"""  # noqa: S608, E501
_WELCOME = f"""
    SELECT newcomer.id AS customer_id, step.id AS step_id, 'welcome' AS trigger,
           NULL::bigint AS cart_id, NULL::bigint AS order_id,
           newcomer.registered_at AS since, NULL::timestamptz AS open_from
    FROM shop_customer newcomer {_STEP}
    WHERE newcomer.shop_id = {{shop}} AND newcomer.registered_at > {{activated}}
      AND newcomer.registered_at >= {{oldest}} {{only}}
      AND newcomer.registered_at <= {_LATE_ENOUGH}
      AND {_once("newcomer.id", "'welcome'")}
"""  # noqa: S608
_THIS_YEAR = "'birthday:' || extract(year FROM {today}::date)::int"
# Where there is no 29 February, those of that day have the 28th.
_BIRTHDAY = f"""
    SELECT celebrating.id AS customer_id, step.id AS step_id, {_THIS_YEAR} AS trigger,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, {{now}} AS since,
           NULL::timestamptz AS open_from
    FROM shop_customer celebrating {_STEP}
    WHERE celebrating.shop_id = {{shop}} {{only}}
      AND to_char(celebrating.birthday, 'MM-DD') = ANY({{birthdays}})
      AND {_once("celebrating.id", _THIS_YEAR)}
"""  # noqa: S608
_FIRST_ORDER = f"""
    SELECT shop_order.customer_id, step.id AS step_id, 'first_order' AS trigger,
           NULL::bigint AS cart_id, shop_order.id AS order_id,
           shop_order.qualified_at AS since, NULL::timestamptz AS open_from
    FROM shop_order {_STEP}
    WHERE {_RECENT_ORDER} AND shop_order.qualified_at <= {_LATE_ENOUGH}
      AND NOT EXISTS (
          SELECT FROM shop_order earlier
          WHERE earlier.customer_id = shop_order.customer_id
            AND earlier.qualified_at IS NOT NULL
            AND (earlier.placed_at, earlier.id) < (shop_order.placed_at, shop_order.id)
      )
      AND {_once("shop_order.customer_id", "'first_order'")}
"""  # noqa: S608
_BUYERS = f"SELECT shop_order.customer_id FROM shop_order WHERE {_RECENT_ORDER}"  # noqa: S608
_ORDERS = f"""
    SELECT reached.customer_id, step.id AS step_id, 'orders:' || {{min_orders}} AS trigger,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, reached.latest AS since,
           NULL::timestamptz AS open_from
    FROM (
        SELECT shop_order.customer_id, max(shop_order.qualified_at) AS latest
        FROM shop_order
        WHERE shop_order.customer_id IN ({_BUYERS}) AND {STANDS}
        GROUP BY shop_order.customer_id
        HAVING count(*) >= {{min_orders}}
           AND count(*) FILTER (WHERE shop_order.qualified_at <= {{activated}})
               < {{min_orders}}
    ) reached {_STEP}
    WHERE reached.latest <= {_LATE_ENOUGH}
      AND {_once("reached.customer_id", "'orders:' || {min_orders}")}
"""  # noqa: S608
_ALL_OF_BUYERS = f"""
    SELECT id FROM shop_order WHERE customer_id IN ({_BUYERS}) AND {STANDS}
"""  # noqa: S608
_TURNOVER = f"""
    SELECT reached.customer_id, step.id AS step_id, 'turnover:' || {{threshold}} AS trigger,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, reached.latest AS since,
           NULL::timestamptz AS open_from
    FROM (
        SELECT shop_order.customer_id, max(shop_order.qualified_at) AS latest
        FROM shop_order
        JOIN ({KEPT.format(orders=_ALL_OF_BUYERS)}) kept ON kept.order_id = shop_order.id
        GROUP BY shop_order.customer_id
        HAVING sum(kept.amount) >= {{threshold}}
           AND coalesce(
               sum(kept.amount) FILTER (WHERE shop_order.qualified_at <= {{activated}}), 0
           ) < {{threshold}}
    ) reached {_STEP}
    WHERE reached.latest <= {_LATE_ENOUGH}
      AND {_once("reached.customer_id", "'turnover:' || {threshold}")}
"""  # noqa: S608
_EXCLUSIVE = f"""
    SELECT chosen.id AS customer_id, step.id AS step_id, {{offer}} AS trigger,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, {{now}} AS since,
           NULL::timestamptz AS open_from
    FROM shop_customer chosen {_STEP}
    WHERE chosen.shop_id = {{shop}} {{only}} AND {_once("chosen.id", "{offer}")}
      AND {{today}}::date BETWEEN {{starts_on}}::date AND {{ends_on}}::date
"""  # noqa: S608

CAUSES: Mapping[Aim, str] = {
    Aim.CART: _CART,
    Aim.ORDER: _ORDER,
    Aim.BEST: _BEST,
    Aim.LAPSED: _LAPSED,
    Aim.WELCOME: _WELCOME,
    Aim.BIRTHDAY: _BIRTHDAY,
    Aim.FIRST_ORDER: _FIRST_ORDER,
    Aim.ORDERS: _ORDERS,
    Aim.TURNOVER: _TURNOVER,
    Aim.EXCLUSIVE: _EXCLUSIVE,
}
BIG_ORDER = _BIG_ORDER
# Where ``{only}`` finds the customer.
_OWNERS: Mapping[Aim, str] = {
    Aim.CART: "cart.customer_id",
    Aim.WELCOME: "newcomer.id",
    Aim.BIRTHDAY: "celebrating.id",
    Aim.EXCLUSIVE: "chosen.id",
}


def owner(aim: Aim) -> str:
    return _OWNERS.get(aim, "shop_order.customer_id")
