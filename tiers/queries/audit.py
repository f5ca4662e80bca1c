"""Find where counted amounts, tiers and moves disagree with the orders."""

from collections.abc import Iterator, Sequence

from core.audit import Inconsistency, run_checks
from shop.models import Order
from tiers.models import Spend
from tiers.rules.measuring import amounts_of

_CHECKS = {
    "an order counts for its customer's tier": """
        SELECT 'order ' || spend.order_id, 'it counts for ' || spend.customer_id
        FROM tiers_spend spend JOIN shop_order its ON its.id = spend.order_id
        WHERE its.customer_id IS DISTINCT FROM spend.customer_id
    """,
    "a tier gives its group": """
        SELECT 'customer ' || customer.external_id,
               'group ' || coalesce(customer.tier_group_id::text, 'none')
        FROM shop_customer customer
        LEFT JOIN tiers_tierstanding standing ON standing.customer_id = customer.id
        LEFT JOIN tiers_tier tier ON tier.id = standing.tier_id
        WHERE customer.tier_group_id IS DISTINCT FROM tier.group_id
    """,
    # Moves are append-only, so that a standing can be checked against the last of them.
    "a customer stands where they were last moved": """
        SELECT 'customer ' || standing.customer_id, 'tier ' || coalesce(
               standing.tier_id::text, 'none')
        FROM tiers_tierstanding standing
        JOIN LATERAL (
            SELECT after_id FROM tiers_move
            WHERE tiers_move.customer_id = standing.customer_id
            ORDER BY at DESC, id DESC LIMIT 1
        ) move ON TRUE
        WHERE move.after_id IS DISTINCT FROM standing.tier_id
    """,
}


def inconsistencies() -> Iterator[Inconsistency]:
    """Yields nothing when the tiers are consistent. Queries: 3."""
    return run_checks(_CHECKS)


def miscounted(orders: Sequence[Order], counting: set[int]) -> list[str]:
    """Ids of the orders that do not count for what they should. ``counting``: primary keys
    of the orders whose states make them count.

    Requires: the orders' lines at hand. Queries: 1.
    """
    spends = Spend.objects.in_bulk([order.pk for order in orders])
    return [
        order.external_id
        for order in orders
        if not _agrees(order, spends.get(order.pk), counts=order.pk in counting)
    ]


def _agrees(order: Order, spend: Spend | None, *, counts: bool) -> bool:
    if not counts or order.customer_id is None:
        return spend is None
    if spend is None or spend.at != order.qualified_at:
        return False
    due = amounts_of(order.money([line.priced for line in order.lines.all()]))
    return all(getattr(spend, name) == amount for name, amount in due.values.items())
