"""Where customers stand, what they have bought, and where it does not add up."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from shop.models import Customer
from tiers.models import Pin, Tier, TierStanding
from tiers.queries.measures import Measure, due_sql, select


def tier_of(customer: Customer) -> Tier | None:
    """The tier he holds. One query."""
    rows = TierStanding.objects.select_related("tier").filter(customer=customer)
    standing = rows.first()
    return standing.tier if standing else None


def pinned(customers: Iterable[int]) -> set[int]:
    """Keys of those who have ever been given a tier by hand."""
    rows = Pin.objects.filter(customer__in=list(customers))
    return set(rows.values_list("customer", flat=True))


def bought(
    measure: Measure, customers: Iterable[int]
) -> list[tuple[int, datetime, int, Decimal]]:
    """Customer, instant, order and amount of all that has ever counted. One query."""
    rows = select(
        f"""
        SELECT spend.customer_id, spend.at, spend.order_id, {measure.base}
        FROM tiers_spend spend WHERE spend.customer_id = ANY(%(customers)s::bigint[])
        """,
        {"customers": list(customers)},
    )
    return [(customer, at, key, amount) for customer, at, key, amount in rows]


def tiers_by_id(keys: Iterable[int]) -> dict[int, Tier]:
    """By primary key, those taken out too."""
    return Tier.objects.in_bulk(list(keys))


type Falling = tuple[int, int, datetime, Decimal]

_ABOUT_TO_FALL = """
    WITH newest AS (
        SELECT spend.customer_id, min(spend.at) AS at, sum({base}) AS amount,
               sum(sum({base})) OVER (
                   PARTITION BY spend.customer_id ORDER BY {last_day} DESC
               ) AS so_far
        FROM tiers_spend spend
        WHERE spend.shop_id = %(shop)s AND spend.at >= %(start)s
        GROUP BY spend.customer_id, {last_day}
    ), holding AS (
        SELECT DISTINCT ON (newest.customer_id) newest.customer_id, held.id AS held_id,
               newest.at, held.minimum - (newest.so_far - newest.amount) AS missing
        FROM newest
        JOIN tiers_tierstanding standing ON standing.customer_id = newest.customer_id
        JOIN tiers_tier held ON held.id = standing.tier_id
        WHERE held.minimum > 0 AND newest.so_far >= held.minimum AND held.mail
          AND standing.below_since IS NULL
        ORDER BY newest.customer_id, newest.so_far
    )
    SELECT customer_id, held_id, at, missing FROM holding
    WHERE at < %(then)s AND NOT EXISTS (
        SELECT FROM tiers_pin pin WHERE pin.customer_id = holding.customer_id
        AND pin.ended_at IS NULL AND (pin.until IS NULL OR pin.until > %(now)s)
    )
    ORDER BY customer_id
"""


def about_to_fall(measure: Measure, now: datetime) -> list[Falling]:
    """Who will spend too little within the days of notice: his tier, the order that
    holds it up, and what he lacks once that is gone. One statement for all.
    """
    then = measure.start(now + timedelta(days=measure.scheme.notice_days))
    if then is None:
        return []
    sql = _ABOUT_TO_FALL.format(base=measure.base, last_day=measure.last_day)
    return _falling(sql, measure.values(now) | {"then": then})


def in_grace(measure: Measure, now: datetime) -> list[Falling]:
    """Who spends too little and keeps his tier yet: since when, and what he lacks."""
    return _falling(
        f"""
        WITH {due_sql(measure, of=False)}
        SELECT due.customer_id, due.held_id, due.below_since, held.minimum - due.spent
        FROM due JOIN tiers_tier held ON held.id = due.held_id
        WHERE due.waits AND due.below_since IS NOT NULL AND held.mail
        ORDER BY due.customer_id
        """,
        measure.values(now),
    )


def _falling(sql: str, values: dict[str, object]) -> list[Falling]:
    return [(who, held, at, missing) for who, held, at, missing in select(sql, values)]
