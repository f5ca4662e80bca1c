"""By what a shop measures its customers today, and the statement that says where they
should stand by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from core.rows import read
from shop.models import CustomerGroup, Shop
from tiers import rules
from tiers.models import Scheme, Tier


@dataclass(frozen=True, slots=True)
class Measure:
    """``tiers`` by ascending minimum, their groups at hand. A place is the number of a
    tier among them, from 1; 0 is none.
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
        """What counts of a ``spend``, in SQL."""
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
        return rules.window_start(now, **self.window)

    @property
    def last_day(self) -> str:
        """The last day on which a ``spend`` counts, in SQL: what has the same one leaves
        the window together. Of a lifetime there is none.
        """
        day = "(spend.at AT TIME ZONE %(zone)s)"
        if self.scheme.window == Scheme.Window.YEAR:
            return f"date_trunc('year', {day})::date"
        return f"({day}::date + make_interval(months => {self.scheme.months:d}))::date"

    def leaves_at(self, bought_at: datetime) -> datetime | None:
        return rules.leaves_at(bought_at, **self.window)

    def year_end(self, now: datetime) -> datetime | None:
        """When all begins anew, where it does."""
        return self.leaves_at(now) if self.scheme.window == Scheme.Window.YEAR else None

    def tier(self, pk: int | None) -> Tier | None:
        return next((tier for tier in self.tiers if pk and tier.pk == pk), None)

    def values(self, now: datetime, *, grace: bool = True) -> dict[str, Any]:
        """What the statements below are given."""
        days = self.scheme.grace_days if grace else 0
        return {
            "shop": self.shop.pk,
            "now": now,
            "start": self.start(now),
            "zone": self.shop.timezone,
            "grace": timedelta(days=days),
            "excluded": self.scheme.excluded_groups,
            # A tier of a draft has no key yet: any that nobody has will do.
            "tiers": [tier.pk or -rank for rank, tier in enumerate(self.tiers, 1)],
            "groups": [tier.group_id for tier in self.tiers],
            "minimums": self.minimums,
        }


def measure_of(shop: Shop) -> Measure | None:
    """None where the shop has never had tiers; none in it where all were taken out.

    One query.
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


# Who may hold a tier at all, and what was given by hand and has not ended.
MAY = """(
    NOT customer.guest AND customer.erased_at IS NULL AND customer.merged_into_id IS NULL
    AND coalesce(customer.shop_group_id <> ALL(%(excluded)s::bigint[]), TRUE)
)"""
PINNED = """
    LEFT JOIN tiers_pin pin ON pin.customer_id = customer.id AND pin.ended_at IS NULL
         AND (pin.until IS NULL OR pin.until > %(now)s)
"""
# Where each customer stands and where he should. ``aim`` is the place his spending and
# his pin give him; ``waits``: he spends too little for the tier he holds, and has days
# of grace left. Tiers that are taken away by hand or with the account have none.
_DUE = f"""
    spent AS (
        SELECT spend.customer_id, sum({{base}}) AS spent
        FROM tiers_spend spend
        WHERE {{whose}} AND (%(start)s::timestamptz IS NULL OR spend.at >= %(start)s)
        GROUP BY spend.customer_id
    ), measured AS (
        SELECT customer.id AS customer_id, customer.tier_group_id,
               coalesce(spent.spent, 0) AS spent,
               standing.tier_id AS held_id, standing.below_since,
               coalesce(array_position(%(tiers)s::bigint[], standing.tier_id), 0) AS held,
               {MAY} AS may,
               width_bucket(coalesce(spent.spent, 0), %(minimums)s::numeric[]) AS reached,
               array_position(%(tiers)s::bigint[], pin.tier_id) AS pinned, pin.at_least
        FROM shop_customer customer
        LEFT JOIN spent ON spent.customer_id = customer.id
        LEFT JOIN tiers_tierstanding standing ON standing.customer_id = customer.id
        {PINNED}
        WHERE {{who}}
    ), aimed AS (
        SELECT *, CASE
            WHEN NOT may THEN 0
            WHEN pinned IS NULL THEN reached
            WHEN at_least THEN greatest(reached, pinned)
            ELSE pinned END AS aim
        FROM measured
    ), waiting AS (
        SELECT *, may AND pinned IS NULL AND aim < held
               AND coalesce(below_since, %(now)s) + %(grace)s > %(now)s AS waits
        FROM aimed
    ), placed AS (
        SELECT *, CASE WHEN waits THEN held ELSE aim END AS place,
               CASE WHEN waits THEN coalesce(below_since, %(now)s) END AS due_below
        FROM waiting
    ), due AS (
        SELECT *, (%(tiers)s::bigint[])[place] AS due_id,
               (%(groups)s::bigint[])[place] AS due_group,
               (%(minimums)s::numeric[])[place] AS minimum
        FROM placed
    )
"""
CHANGES = """(due_id IS DISTINCT FROM held_id OR due_below IS DISTINCT FROM below_since
              OR due_group IS DISTINCT FROM tier_group_id)"""


def due_sql(measure: Measure, *, of: bool) -> str:
    """Tables ending in ``due``: of the customers named, or of the whole shop."""
    whose, who = "spend.shop_id = %(shop)s", "customer.shop_id = %(shop)s"
    if of:
        whose = "spend.customer_id = ANY(%(customers)s::bigint[])"
        who = "customer.id = ANY(%(customers)s::bigint[])"
    return _DUE.format(base=measure.base, whose=whose, who=who)


def to_review(measure: Measure, now: datetime, *, grace: bool = True) -> list[int]:
    """Keys of those who do not stand where they should. One statement for all."""
    rows: Iterable[Any] = select(
        f"WITH {due_sql(measure, of=False)} "
        f"SELECT customer_id FROM due WHERE {CHANGES} ORDER BY customer_id",
        measure.values(now, grace=grace),
    )
    return [pk for (pk,) in rows]


def select(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
