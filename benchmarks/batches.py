"""Orders by the thousand through ``/batch``, against the same by the import's way."""

from collections.abc import Iterator
from decimal import Decimal
from time import process_time
from typing import Any

from django.test import Client
from django.utils import timezone

from api.schemas.order_payloads import OrderPayload
from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn
from benchmarks.tiers import TIERS
from programme.actions.importing import import_orders
from programme.actions.tiers import change_tiers
from shop.models import Product, Shop
from tiers.rules.plans import Plan, TierPlan


def figures(size: Size) -> Iterator[Figure]:
    """New orders by ``/batch`` and by import, in wall time and in this process's own
    CPU; and the same batch again, of which nothing is new.

    The shop has tiers, and each order is of another customer, so that many move up.
    """
    count, rounds = size.pick(tiny=5, usual=1000), size.pick(tiny=1, usual=3)
    shop = _new_shop(customers=10 * count)
    client = world.shop_client(shop)
    spent = {"batch": 0.0, "import": 0.0}

    def ours() -> None:
        before = process_time()
        _post(client, _items(count))
        spent["batch"] += process_time() - before

    def theirs() -> None:
        before = process_time()
        _import(shop, _items(count))
        spent["import"] += process_time() - before

    took, base = in_turn(ours, theirs, rounds=rounds)
    name = f"batch of {count:,} orders"
    yield Figure(name, count / took, count / base, "orders/s", "≥ 500/s")
    # One more run of each was the warm-up.
    runs = count * (rounds + 1) / 1000
    cpu, base_cpu = spent["batch"] / runs, spent["import"] / runs
    yield Figure(f"{name}, Python CPU", cpu, base_cpu, "ms/order", "≤ 1.5 × import")
    items = _items(count)
    _post(client, items)
    again, anew = in_turn(
        lambda: _post(client, items), lambda: _post(client, _items(count)), rounds=rounds
    )
    yield Figure(f"{name}, again", count / again, count / anew, "orders/s", "≥ 5,000/s")


def _new_shop(*, customers: int) -> Shop:
    shop = world.new_shop()
    plan = Plan(tiers=[TierPlan(name=n, minimum=Decimal(least)) for n, least in TIERS])
    now = timezone.now()
    change_tiers(shop=shop, plan=plan, grandfather=False, author="system", now=now)
    world.add_customers(shop, customers)
    Product.objects.bulk_create(
        Product(shop=shop, external_id=str(n), updated_at=timezone.now(), digest=b"x")
        for n in range(200)
    )
    return shop


def _items(count: int) -> list[dict[str, Any]]:
    bodies = (world.order_body(10 * count) for _ in range(count))
    return [{"type": "order", "id": body["reference"], "body": body} for body in bodies]


def _post(client: Client, items: list[dict[str, Any]]) -> None:
    response = client.post(
        "/api/v1/batch",
        world.dumps({"items": items}),
        content_type="application/json",
        secure=True,
    )
    statuses = {each["status"] for each in response.json()["results"]}
    assert statuses <= {200, 201}, response.content[:500]


def _import(shop: Shop, items: list[dict[str, Any]]) -> None:
    facts = [
        (each["id"], OrderPayload.model_validate(each["body"]).fact()) for each in items
    ]
    taken = import_orders(shop=shop, orders=facts, author="system", now=timezone.now())
    assert all(each.changed for each in taken)
