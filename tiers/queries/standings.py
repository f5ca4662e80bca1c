"""Where customers stand, what they have bought, and where it does not add up."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from shop.models import Customer
from tiers.models import Level, Pin, Standing
from tiers.queries.measures import Measure, select


def level_of(customer: Customer) -> Level | None:
    """The level he holds. One query."""
    rows = Standing.objects.select_related("level").filter(customer=customer)
    standing = rows.first()
    return standing.level if standing else None


def pinned(customers: Iterable[int]) -> set[int]:
    """Keys of those who have ever been given a level by hand."""
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
