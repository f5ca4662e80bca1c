"""What happens without an order: an account opened, a birthday, an offer to a segment."""

from core.sql import Fragment
from reminders.queries.triggers.rule import (
    FIRST_STEP,
    LATE_ENOUGH,
    TriggerRule,
    never_reminded,
    only,
)

WELCOME = TriggerRule(
    rows=Fragment("""
        SELECT newcomer.id AS customer_id, step.id AS step_id, 1 AS rank,
               'welcome' AS trigger_key, NULL::bigint AS cart_id, NULL::bigint AS order_id,
               newcomer.registered_at AS since
        FROM shop_customer newcomer {first_step}
        WHERE newcomer.shop_id = {shop} AND newcomer.registered_at > {activated}
          AND newcomer.registered_at >= {oldest} {only}
          AND newcomer.registered_at <= {late_enough} AND {never_reminded}
    """).fill(
        first_step=FIRST_STEP,
        late_enough=LATE_ENOUGH,
        never_reminded=never_reminded("newcomer.id", "'welcome'"),
    ),
    narrow=only("newcomer.id"),
)
# By the year of the day itself: who was born on 31 December may be wished in January.
_THAT_YEAR = Fragment("'birthday:' || wished.year")
BIRTHDAY = TriggerRule(
    rows=Fragment("""
        SELECT celebrating.id AS customer_id, step.id AS step_id, 1 AS rank,
               {that_year} AS trigger_key, NULL::bigint AS cart_id,
               NULL::bigint AS order_id, {now} AS since
        FROM unnest({birthdays}::text[], {years}::int[], {missed}::boolean[])
             AS wished(day, year, missed)
        JOIN shop_customer celebrating
          ON to_char(celebrating.birthday, 'MM-DD') = wished.day {first_step}
        WHERE celebrating.shop_id = {shop} {only}
          AND (NOT wished.missed OR EXISTS (
              -- Chosen in time, and given up before anything went.
              SELECT FROM reminders_reminder withdrawn
              WHERE withdrawn.campaign_id = {campaign}
                AND withdrawn.customer_id = celebrating.id
                AND withdrawn.trigger_key = {that_year}
                AND withdrawn.withdrawn_at IS NOT NULL
          ))
          AND {never_reminded}
    """).fill(
        first_step=FIRST_STEP,
        never_reminded=never_reminded("celebrating.id", _THAT_YEAR),
        that_year=_THAT_YEAR,
    ),
    narrow=only("celebrating.id"),
)
EXCLUSIVE = TriggerRule(
    rows=Fragment("""
        SELECT chosen.id AS customer_id, step.id AS step_id, 1 AS rank,
               {offer} AS trigger_key, NULL::bigint AS cart_id, NULL::bigint AS order_id,
               {now} AS since
        FROM shop_customer chosen {first_step}
        WHERE chosen.shop_id = {shop} {only} AND {never_reminded}
          AND {today}::date BETWEEN {starts_on}::date AND {ends_on}::date
    """).fill(
        first_step=FIRST_STEP,
        never_reminded=never_reminded("chosen.id", "{offer}"),
    ),
    narrow=only("chosen.id"),
)
