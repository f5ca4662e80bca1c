"""Orders one by one through the API."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn
from shop.models import Product


def figures(size: Size) -> Iterator[Figure]:
    for customers in size.pick(tiny=[10], usual=[10_000], full=[10_000, 1_000_000]):
        yield _one_by_one(size, customers)


def _one_by_one(size: Size, customers: int) -> Figure:
    per_round = size.pick(tiny=2, usual=100)
    shop = world.new_shop()
    world.add_customers(shop, customers + 1)
    Product.objects.bulk_create(
        Product(shop=shop, external_id=str(n), updated_at=timezone.now(), digest=b"x")
        for n in range(200)
    )
    client, bare = world.shop_client(shop), Client()

    def ours() -> None:
        for _ in range(per_round):
            body = world.order_body(customers)
            _send(client.put, f"/api/v1/orders/{body['reference']}", body)

    def theirs() -> None:
        for _ in range(per_round):
            _send(bare.post, f"/bare/orders/{shop.pk}/", world.order_body(customers))

    took, base = in_turn(ours, theirs, rounds=size.pick(tiny=1, usual=5))
    return Figure(
        f"order in by API, {customers:,} customers",
        per_round / took,
        per_round / base,
        "orders/s",
        "≥ 0.5",
    )


def _send(call: Any, address: str, body: dict[str, object]) -> None:
    response = call(
        address, world.dumps(body), content_type="application/json", secure=True
    )
    assert response.status_code == 201, response.content
