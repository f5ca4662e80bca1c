"""How a shop measures what its customers spend, and the statement that says which tier
each of them should hold by it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.rows import read
from core.sql import Fragment, fetch
from shop.models import CustomerGroup, Shop
from tiers.models import Scheme, Tier
from tiers.rules import measuring


@dataclass(frozen=True, slots=True)
class Measure:
    """A shop's scheme with its tiers by ascending minimum, their groups at hand.

    A rank is the number of a tier among them, from 1; 0 is none.
    """

    scheme: Scheme
    tiers: Sequence[Tier]

    @property
    def shop(self) -> Shop:
        return self.scheme.shop

    @property
    def minimums(self) -> list[Decimal]:
        return [tier.minimum for tier in self.tiers]

    @property
    def base(self) -> str:
        """SQL: the amount of a row ``spend`` that counts."""
        goods = "gross" if self.scheme.before_discount else "goods"
        columns = [goods, "shipping"] if self.scheme.with_shipping else [goods]
        tax = "" if self.scheme.with_tax else "_excl_tax"
        return " + ".join(f"spend.{column}{tax}" for column in columns)

    @property
    def window(self) -> dict[str, Any]:
        scheme = self.scheme
        return {
            "window": scheme.window,
            "months": scheme.months,
            "zone": scheme.shop.zone,
        }

    def start(self, now: datetime) -> datetime | None:
        return measuring.window_start(now, **self.window)

    @property
    def last_day(self) -> str:
        """SQL: the last day on which a row ``spend`` counts.

        Orders with the same last day leave the window together. Meaningless for a
        lifetime window, which nothing leaves.
        """
        day = "(spend.at AT TIME ZONE %(zone)s)"
        if self.scheme.window == Scheme.Window.YEAR:
            return f"date_trunc('year', {day})::date"
        return f"({day}::date + make_interval(months => {self.scheme.months:d}))::date"

    def leaves_at(self, bought_at: datetime) -> datetime | None:
        return measuring.leaves_at(bought_at, **self.window)

    def year_end(self, now: datetime) -> datetime | None:
        """When counting begins anew; None unless the window is the calendar year."""
        return self.leaves_at(now) if self.scheme.window == Scheme.Window.YEAR else None

    def tier(self, pk: int | None) -> Tier | None:
        return next((tier for tier in self.tiers if pk and tier.pk == pk), None)

    def values(self, now: datetime, *, grace: bool = True) -> dict[str, Any]:
        """Answer the values of the statements built on this measure."""
        days = self.scheme.grace_days if grace else 0
        return {
            "shop": self.shop.pk,
            "now": now,
            "start": self.start(now),
            "zone": self.shop.timezone,
            "grace": timedelta(days=days),
            "excluded": self.scheme.excluded_groups,
            # A tier of a draft has no key yet: any key that no tier has will do.
            "tiers": [tier.pk or -rank for rank, tier in enumerate(self.tiers, 1)],
            "groups": [tier.group_id for tier in self.tiers],
            "minimums": self.minimums,
        }


def measure_of(shop: Shop) -> Measure | None:
    """Answer how the shop measures its customers. None where it has never had tiers; a
    measure without tiers where all were taken out.

    Queries: 1.
    """
    found = read(
        """
        SELECT {scheme}, {tier}, {its}
        FROM tiers_scheme scheme
        LEFT JOIN tiers_tier tier ON tier.shop_id = scheme.shop_id
             AND tier.retired_at IS NULL
        LEFT JOIN shop_customergroup its ON its.id = tier.group_id
        WHERE scheme.shop_id = %(shop)s
        ORDER BY tier.minimum
        """,
        {"shop": shop.pk},
        scheme=Scheme,
        tier=Tier,
        its=CustomerGroup,
    )
    if not found:
        return None
    scheme: Any = found[0][0]
    scheme.shop = shop
    tiers: list[Any] = []
    for _scheme, tier, group in found:
        if tier:
            tier.shop, tier.group = shop, group
            tiers.append(tier)
    return Measure(scheme, tiers)


# Who may hold a tier at all.
ELIGIBLE = """(
    NOT customer.guest AND customer.erased_at IS NULL AND customer.merged_into_id IS NULL
    AND coalesce(customer.shop_group_id <> ALL(%(excluded)s::bigint[]), TRUE)
)"""
# Of a row ``pin``: the tier given by hand has not ended.
PIN_STANDS = """(
    pin.ended_at IS NULL AND (pin.until IS NULL OR pin.until > %(now)s)
)"""
# ``target_rank`` is what spending and a pin give. ``in_grace``: too little is spent for the
# tier held, and days of grace are left; a tier that ends by hand or with the account has no
# days of grace.
_DUE = Fragment("""
    spent AS (
        SELECT spend.customer_id, sum({base}) AS spent
        FROM tiers_spend spend
        WHERE {spends} AND (%(start)s::timestamptz IS NULL OR spend.at >= %(start)s)
        GROUP BY spend.customer_id
    ), measured AS (
        SELECT customer.id AS customer_id, customer.tier_group_id,
               coalesce(spent.spent, 0) AS spent,
               standing.tier_id AS held_id, standing.below_since,
               -- 0 also for a tier that was taken out: nobody holds it any longer.
               coalesce(array_position(%(tiers)s::bigint[], standing.tier_id), 0)
                   AS held_rank,
               {eligible} AS eligible,
               -- The minimums ascend: the bucket of an amount is the rank it reaches.
               width_bucket(coalesce(spent.spent, 0), %(minimums)s::numeric[])
                   AS reached_rank,
               array_position(%(tiers)s::bigint[], pin.tier_id) AS pinned_rank, pin.at_least
        FROM shop_customer customer
        LEFT JOIN spent ON spent.customer_id = customer.id
        LEFT JOIN tiers_tierstanding standing ON standing.customer_id = customer.id
        LEFT JOIN tiers_pin pin ON pin.customer_id = customer.id AND {pin_stands}
        WHERE {customers}
    ), targeted AS (
        SELECT *, CASE
            WHEN NOT eligible THEN 0
            WHEN pinned_rank IS NULL THEN reached_rank
            WHEN at_least THEN greatest(reached_rank, pinned_rank)
            ELSE pinned_rank END AS target_rank
        FROM measured
    ), graced AS (
        SELECT *, eligible AND pinned_rank IS NULL AND target_rank < held_rank
               AND coalesce(below_since, %(now)s) + %(grace)s > %(now)s AS in_grace
        FROM targeted
    ), ranked AS (
        SELECT *, CASE WHEN in_grace THEN held_rank ELSE target_rank END AS rank,
               CASE WHEN in_grace THEN coalesce(below_since, %(now)s) END AS due_below
        FROM graced
    ), due AS (
        -- Rank 0 is outside the arrays, so that it gives NULL in all three.
        SELECT *, (%(tiers)s::bigint[])[rank] AS due_id,
               (%(groups)s::bigint[])[rank] AS due_group,
               (%(minimums)s::numeric[])[rank] AS minimum
        FROM ranked
    )
""").fill(eligible=ELIGIBLE, pin_stands=PIN_STANDS)
# Of a row ``due``: something about the customer has to be written.
CHANGES = """(due_id IS DISTINCT FROM held_id OR due_below IS DISTINCT FROM below_since
              OR due_group IS DISTINCT FROM tier_group_id)"""


def due_tables(
    measure: Measure,
    now: datetime,
    *,
    customers: Collection[int] | None = None,
    grace: bool = True,
) -> Fragment:
    """Named tables for a WITH, the last of them ``due``: one row per customer with the
    tier held and the tier that should be held.

    Of the ``customers`` (primary keys), or of the whole shop. ``grace`` False: nobody keeps
    a tier for the days of grace.
    """
    values = measure.values(now, grace=grace)
    if customers is None:
        # Every spend of the shop is read once; a join per customer would be far slower.
        parts = {
            "spends": "spend.shop_id = %(shop)s",
            "customers": "customer.shop_id = %(shop)s",
        }
    else:
        # Both by index: named apart, or all spends of the shop would be read.
        parts = {
            "spends": "spend.customer_id = ANY(%(customers)s::bigint[])",
            "customers": "customer.id = ANY(%(customers)s::bigint[])",
        }
        values["customers"] = [*customers]
    return _DUE.fill(base=measure.base, **parts).given(**values)


_TO_REVIEW = Fragment("""
    WITH {due}
    SELECT customer_id FROM due WHERE {changes} ORDER BY customer_id
""").fill(changes=CHANGES)


def to_review(measure: Measure, now: datetime, *, grace: bool = True) -> list[int]:
    """Answer the keys of customers who do not hold the tier they should. Queries: 1."""
    statement = _TO_REVIEW.fill(due=due_tables(measure, now, grace=grace))
    return [pk for (pk,) in fetch(statement)]
