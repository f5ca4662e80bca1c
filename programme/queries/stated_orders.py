"""Orders the shop has stated, in chunks, and those whose books differ from the facts."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from earning.queries.entitlement import counts as order_counts
from earning.queries.versions import RulesByTime, instant_of
from giftcards.queries import waiting
from points.queries import order_lots as points_order_lots
from shop.models import Order, OrderLine, Shop
from shop.queries import orders_awaiting_products
from tiers.queries import audit as tiers_audit
from vouchers.queries import contested, owners

CHUNK = 1000


def stated_orders(shop: Shop, since: datetime | None = None) -> QuerySet[Order]:
    """Answer the orders that the shop has stated, without placeholders. ``since``: only
    those of which the last statement is not older.
    """
    rows = Order.objects.filter(shop=shop, updated_at__isnull=False)
    return rows.filter(updated_at__gte=since) if since else rows


def orders_in_chunks(shop: Shop, since: datetime | None) -> Iterator[list[Order]]:
    """Yield the orders by primary key, with customers and lines: 2 queries a chunk."""
    # Each chunk begins after the last key and not at an offset: no row is read twice, and
    # orders that come in meanwhile shift nothing.
    last = 0
    rows = (
        stated_orders(shop, since)
        .select_related("customer__shop_group", "customer__tier_group", "shop")
        .prefetch_related(Prefetch("lines", OrderLine.objects.order_by("pk")))
        .order_by("pk")
    )
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def orders_to_resolve(shop: Shop) -> Iterator[list[Order]]:
    """Yield orders with lines to resolve by primary key, with shop: 1 query a chunk."""
    last = 0
    rows = orders_awaiting_products(shop).select_related("shop")
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def out_of_step(orders: list[Order]) -> list[str]:
    """Answer the ids of the orders whose points, spending for tiers, codes, cards or stored
    ``counts`` differ from what settling would make them. Requires: all are of one shop.
    """
    if not orders:
        return []
    # Each app asks for all of them at once, so that an audit reads a chunk in few queries.
    versions = RulesByTime(orders[0].shop)
    counting = {
        order.pk for order in orders if order_counts(order, versions.at(instant_of(order)))
    }
    wrong = [
        *(each.external_id for each in orders if each.counts != (each.pk in counting)),
        *points_order_lots.unsettled(orders),
        *tiers_audit.miscounted(orders, counting),
        *contested.misallocated_in(orders),
        *owners.refused_owners_in(orders),
        *waiting.misallocated_in(orders, counting),
    ]
    # Each once, in the order in which they were found.
    return list(dict.fromkeys(wrong))
