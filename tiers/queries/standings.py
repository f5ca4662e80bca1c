"""Which tier customers hold, what they have bought, and who is about to lose a tier."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from core.sql import Fragment, fetch
from shop.models import Customer
from tiers.models import Pin, Tier, TierStanding
from tiers.queries.measures import PIN_STANDS, Measure, due_tables


def tier_of(customer: Customer) -> Tier | None:
    """Answer the tier the customer holds. Queries: 1."""
    rows = TierStanding.objects.select_related("tier").filter(customer=customer)
    standing = rows.first()
    return standing.tier if standing else None


def tiers_of(customers: Iterable[int]) -> dict[int, Tier]:
    """The tiers these customers hold, by primary key. Queries: 1."""
    rows = TierStanding.objects.select_related("tier").filter(customer__in=list(customers))
    return {row.customer_id: row.tier for row in rows if row.tier}


def pinned(customers: Iterable[int]) -> set[int]:
    """Answer the keys of those who have ever been given a tier by hand. Queries: 1."""
    rows = Pin.objects.filter(customer__in=list(customers))
    return set(rows.values_list("customer", flat=True))


_BOUGHT = Fragment("""
    SELECT spend.customer_id, spend.at, spend.order_id, {base}
    FROM tiers_spend spend WHERE spend.customer_id = ANY(%(customers)s::bigint[])
""")


def bought(
    measure: Measure, customers: Iterable[int]
) -> list[tuple[int, datetime, int, Decimal]]:
    """Rows (customer, instant, order, amount) of all that has ever counted. Queries: 1."""
    statement = _BOUGHT.fill(base=measure.base).given(customers=[*customers])
    return [(customer, at, key, amount) for customer, at, key, amount in fetch(statement)]


def tiers_by_id(keys: Iterable[int]) -> dict[int, Tier]:
    """Answer tiers by primary key, also those taken out since. Queries: 1."""
    return Tier.objects.in_bulk(list(keys))


# Primary keys of the customer and of the tier held, an instant, and the amount missing.
type Falling = tuple[int, int, datetime, Decimal]

# ``newest`` adds orders up from the newest back, one row per last day. ``holding`` is the
# row with which the sum first reaches the minimum of the tier held: the tier goes with it.
_ABOUT_TO_FALL = Fragment("""
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
        SELECT FROM tiers_pin pin
        WHERE pin.customer_id = holding.customer_id AND {pin_stands}
    )
    ORDER BY customer_id
""").fill(pin_stands=PIN_STANDS)


def about_to_fall(measure: Measure, now: datetime) -> list[Falling]:
    """Answer who will have spent too little within the days of notice: the tier held, the
    order that holds it up, and the amount missing once that order no longer counts.
    Queries: 1, or none where nothing leaves the window.
    """
    then = measure.start(now + timedelta(days=measure.scheme.notice_days))
    if then is None:
        return []
    parts = {"base": measure.base, "last_day": measure.last_day}
    values = measure.values(now) | {"then": then}
    rows = fetch(_ABOUT_TO_FALL.fill(**parts).given(**values))
    return [(customer, held, at, missing) for customer, held, at, missing in rows]


_IN_GRACE = Fragment("""
    WITH {due}
    SELECT due.customer_id, due.held_id, due.below_since, held.minimum - due.spent
    FROM due JOIN tiers_tier held ON held.id = due.held_id
    WHERE due.in_grace AND due.below_since IS NOT NULL AND held.mail
    ORDER BY due.customer_id
""")


def in_grace(measure: Measure, now: datetime) -> list[Falling]:
    """Answer who spends too little and still holds a tier by days of grace: since when, and
    the amount missing. Queries: 1.
    """
    rows = fetch(_IN_GRACE.fill(due=due_tables(measure, now)))
    return [(customer, held, since, missing) for customer, held, since, missing in rows]
