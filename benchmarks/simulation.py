"""Years of orders again under other rules, against reading the very rows by COPY."""

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from analytics.actions.drafts import draft_of
from analytics.queries.replay import Simulation, customers_of, simulate
from benchmarks import world
from benchmarks.measure import Figure, Size, seconds
from core.sql import Fragment
from programme import actions as programme
from shop.rules.facts import OrderFact, OrderLineFact


def figures(size: Size) -> Iterator[Figure]:
    """As many orders as the public data set CDNOW has, of as many customers."""
    orders = size.pick(tiny=30, usual=69_659)
    customers = size.pick(tiny=10, usual=23_570)
    shop, now = world.new_shop(), timezone.now()
    past = ((f"s{number}", _order(number, customers)) for number in range(orders))
    for _ in programme.import_orders(shop=shop, orders=past, author="system", now=now):
        pass
    world.analyze()
    draft, result = draft_of(shop, {"value": "0.40", "ratio": "7"}, now), Simulation()

    def ours() -> None:
        who = customers_of(shop)
        for _ in simulate(shop, draft=draft, now=now, customers=who, result=result):
            pass

    took, base = seconds(ours), seconds(lambda: _copied_out(shop.pk))
    yield Figure(f"simulation of {orders:,} orders", took, base, "s", "≤ 5")


def _order(number: int, customers: int) -> OrderFact:
    at = timezone.now() - timedelta(days=500 - number % 490, seconds=number % 86_399)
    line = OrderLineFact(
        id="1",
        product=f"{number % 200}",
        quantity=1 + number % 3,
        unit_price=Decimal(f"{5 + number % 40}.99"),
    )
    return OrderFact(
        updated_at=at,
        state="paid",
        currency="EUR",
        placed_at=at,
        paid_at=at,
        customer=f"{number % customers}",
        lines=(line,),
    )


_COPIES = Fragment("""
    COPY (SELECT {part}.* FROM shop_order
          JOIN shop_orderline line ON line.order_id = shop_order.id
          WHERE shop_order.shop_id = {shop}) TO STDOUT
""")


def _copied_out(shop: int) -> None:
    with connection.cursor() as cursor:
        for part in ("shop_order", "line"):
            statement = _COPIES.fill(part=part, shop=f"{shop}")
            cursor.copy_expert(statement.text, io.StringIO())
