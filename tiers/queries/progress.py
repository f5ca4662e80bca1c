"""How far a customer is: the tier held, how long it lasts, and what the next one takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.money import ZERO
from core.sql import Fragment, fetch
from shop.models import Customer
from tiers.models import Tier
from tiers.queries.measures import PIN_STANDS, Measure, due_tables, measure_of
from tiers.rules import measuring


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``keeps_until``: when so many orders will have left the window that too little is
    spent for the tier; None: never, as things stand. ``lacks_then`` is what will be missing
    then. ``falls_at``: when the days of grace end. ``pinned`` by hand, perhaps
    ``pinned_until``.
    """

    measure: Measure
    tier: Tier | None
    spent: Decimal
    since: datetime | None
    window_start: datetime | None
    window_end: datetime | None
    keeps_until: datetime | None = None
    lacks_then: Decimal = ZERO
    falls_at: datetime | None = None
    pinned: bool = False
    pinned_until: datetime | None = None

    @property
    def next(self) -> Tier | None:
        """The next tier up that spending can lead to."""
        held = self.tier.minimum if self.tier else Decimal(-1)
        above = (each for each in self.measure.tiers if each.minimum > held)
        return next((each for each in above if each.minimum > self.spent), None)

    @property
    def missing(self) -> Decimal:
        return self.next.minimum - self.spent if self.next else ZERO

    @property
    def lacks(self) -> Decimal:
        """What must be bought to keep the tier beyond the days of grace."""
        short = self.tier.minimum - self.spent if self.tier else ZERO
        return max(short, ZERO)

    @property
    def whole_percent(self) -> Decimal:
        return Decimal(self.percent)

    @property
    def percent(self) -> int:
        return measuring.percent_of(self.spent, self.next.minimum) if self.next else 100


# ``holding``: the orders that hold the tier up. Without them and all older ones, too little
# is spent. The same reasoning as for notices (standings.py), for one customer.
_STANDING = Fragment("""
    WITH {due}, newest AS (
        SELECT min(spend.at) AS at, sum({base}) AS amount,
               sum(sum({base})) OVER (ORDER BY {last_day} DESC) AS so_far
        FROM tiers_spend spend
        WHERE spend.customer_id = ANY(%(customers)s::bigint[])
          AND (%(start)s::timestamptz IS NULL OR spend.at >= %(start)s)
        GROUP BY {last_day}
    )
    SELECT due.eligible, due.spent, due.held_id, due.below_since, standing.since,
           pin.id IS NOT NULL, pin.until, holding.at, holding.so_far - holding.amount
    FROM due
    LEFT JOIN tiers_tierstanding standing USING (customer_id)
    LEFT JOIN tiers_pin pin ON pin.customer_id = due.customer_id AND {pin_stands}
    LEFT JOIN tiers_tier held ON held.id = due.held_id
    LEFT JOIN LATERAL (
        SELECT * FROM newest WHERE so_far >= held.minimum AND held.minimum > 0
        ORDER BY so_far LIMIT 1
    ) holding ON TRUE
""").fill(pin_stands=PIN_STANDS)


def progress(customer: Customer, now: datetime) -> Progress | None:
    """Answer how far the customer is; None where the shop has no tiers, or none for them.
    Queries: 2.
    """
    measure = measure_of(customer.shop)
    if measure is None or not measure.tiers:
        return None
    rows = fetch(
        _STANDING.fill(
            due=due_tables(measure, now, customers=[customer.pk]),
            base=measure.base,
            last_day=measure.last_day,
        )
    )
    for eligible, spent, held, below, since, pinned, until, held_up, then in rows:
        if not eligible:
            return None
        tier = measure.tier(held)
        # A pinned tier does not depend on orders.
        keeps_until = measure.leaves_at(held_up) if held_up and not pinned else None
        return Progress(
            measure=measure,
            tier=tier,
            spent=spent,
            since=since,
            window_start=measure.start(now),
            window_end=measure.year_end(now),
            keeps_until=keeps_until,
            lacks_then=tier.minimum - then if tier and keeps_until else ZERO,
            falls_at=below and below + timedelta(days=measure.scheme.grace_days),
            pinned=pinned,
            pinned_until=until,
        )
    return None
