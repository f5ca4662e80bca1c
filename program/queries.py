"""Where books and facts stand against each other."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch

from points import queries as points
from shop.models import Order, OrderLine, Shop

CHUNK = 1000


def orders_in_chunks(shop: Shop, since: datetime | None) -> Iterator[list[Order]]:
    """Stated orders by primary key, with their customers and lines: few queries a chunk."""
    last = 0
    rows = Order.objects.filter(shop=shop, updated_at__isnull=False)
    if since:
        rows = rows.filter(updated_at__gte=since)
    rows = (
        rows.select_related("customer__shop_group", "shop")
        .prefetch_related(Prefetch("lines", OrderLine.objects.order_by("pk")))
        .order_by("pk")
    )
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def out_of_step(orders: list[Order]) -> list[str]:
    """Ids of those whose posted points are not what the facts and rules entitle to."""
    return points.out_of_step(orders)
