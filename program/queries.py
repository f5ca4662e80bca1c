"""Where books and facts stand against each other."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from points import queries as points
from points.queries import Fault
from shop.models import Order, OrderLine, Shop

CHUNK = 1000


def stated_orders(shop: Shop, since: datetime | None = None) -> QuerySet[Order]:
    """Those the shop has spoken of, placeholders left out."""
    rows = Order.objects.filter(shop=shop, updated_at__isnull=False)
    return rows.filter(updated_at__gte=since) if since else rows


def orders_in_chunks(shop: Shop, since: datetime | None) -> Iterator[list[Order]]:
    """By primary key, with customers and lines at hand: few queries a chunk."""
    last = 0
    rows = (
        stated_orders(shop, since)
        .select_related("customer__shop_group", "shop")
        .prefetch_related(Prefetch("lines", OrderLine.objects.order_by("pk")))
        .order_by("pk")
    )
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def out_of_step(orders: list[Order]) -> list[str]:
    """Ids of those whose posted points are not what the facts and rules entitle to."""
    return points.out_of_step(orders)


def ledger_faults() -> Iterator[Fault]:
    """Where the ledger disagrees with itself; an honest one answers nothing."""
    return points.faults()
