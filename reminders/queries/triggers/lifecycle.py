"""What happens without an order: an account opened, a birthday, an offer to a segment."""

from reminders.queries.triggers.rule import (
    LATE_ENOUGH,
    STEP,
    TriggerRule,
    of_customer,
    once,
)

WELCOME = TriggerRule(
    rows=f"""
        SELECT newcomer.id AS customer_id, step.id AS step_id, 1 AS place,
               'welcome' AS trigger_key,
               NULL::bigint AS cart_id,
               NULL::bigint AS order_id,
               newcomer.registered_at AS since
        FROM shop_customer newcomer {STEP}
        WHERE newcomer.shop_id = {{shop}} AND newcomer.registered_at > {{activated}}
          AND newcomer.registered_at >= {{oldest}} {{only}}
          AND newcomer.registered_at <= {LATE_ENOUGH}
          AND {once("newcomer.id", "'welcome'")}
    """,  # noqa: S608 -- here and below: our own text; values are passed beside it
    narrow=of_customer("newcomer.id"),
)
_THIS_YEAR = "'birthday:' || extract(year FROM {today}::date)::int"
# Where there is no 29 February, those of that day have the 28th.
BIRTHDAY = TriggerRule(
    rows=f"""
        SELECT celebrating.id AS customer_id, step.id AS step_id, 1 AS place,
               {_THIS_YEAR} AS trigger_key,
               NULL::bigint AS cart_id,
               NULL::bigint AS order_id,
               {{now}} AS since
        FROM shop_customer celebrating {STEP}
        WHERE celebrating.shop_id = {{shop}} {{only}}
          AND to_char(celebrating.birthday, 'MM-DD') = ANY({{birthdays}})
          AND {once("celebrating.id", _THIS_YEAR)}
    """,  # noqa: S608
    narrow=of_customer("celebrating.id"),
)
EXCLUSIVE = TriggerRule(
    rows=f"""
        SELECT chosen.id AS customer_id, step.id AS step_id, 1 AS place,
               {{offer}} AS trigger_key,
               NULL::bigint AS cart_id,
               NULL::bigint AS order_id,
               {{now}} AS since
        FROM shop_customer chosen {STEP}
        WHERE chosen.shop_id = {{shop}} {{only}} AND {once("chosen.id", "{offer}")}
          AND {{today}}::date BETWEEN {{starts_on}}::date AND {{ends_on}}::date
    """,  # noqa: S608
    narrow=of_customer("chosen.id"),
)
