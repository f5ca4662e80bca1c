"""Orders in: one by one through the API, and years of them from a file."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from api.imports import ImportReport, import_file
from api.imports.reading import COLUMNS
from benchmarks import world
from benchmarks.measure import Figure, in_turn, seconds
from shop.models import Product, Shop

PER_ROUND = 100


def one_by_one(customers: int) -> Figure:
    shop = world.new_shop()
    world.add_customers(shop, customers + 1)
    Product.objects.bulk_create(
        Product(shop=shop, external_id=str(n), updated_at=timezone.now(), digest=b"x")
        for n in range(200)
    )
    client, bare = world.shop_client(shop), Client()

    def ours() -> None:
        for _ in range(PER_ROUND):
            body = world.order_body(customers)
            _send(client.put, f"/api/v1/orders/{body['reference']}", body)

    def theirs() -> None:
        for _ in range(PER_ROUND):
            _send(bare.post, f"/bare/orders/{shop.pk}/", world.order_body(customers))

    took, base = in_turn(ours, theirs)
    return Figure(
        f"order in by API, {customers:,} customers",
        PER_ROUND / took,
        PER_ROUND / base,
        "orders/s",
        "≥ 0.5",
    )


def _send(call: Any, address: str, body: dict[str, object]) -> None:
    response = call(
        address, world.dumps(body), content_type="application/json", secure=True
    )
    assert response.status_code == 201, response.content


def history(orders: int, customers: int) -> Iterator[Figure]:
    """A first import, against COPY of the very rows it wrote; then the same file again."""
    shop = world.new_shop()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        _write_history(path, orders, customers)
        first = seconds(lambda: _import(shop, path))
        again = seconds(lambda: _import(shop, path))
    copied = _seconds_to_copy(shop)
    name = f"history import, {orders:,} orders"
    yield Figure(name, orders / first, orders / copied, "orders/s", "≥ 0.25")
    yield Figure(
        "the same file again, against the first time", again, first, "s", "several × faster"
    )


def _import(shop: Shop, path: Path) -> ImportReport:
    report = import_file(
        shop=shop, path=path, author="system", now=timezone.now(), watch=_count
    )
    assert not report.refusals, report.refusals[:3]
    return report


def _count(done: Iterator[int], _total: int) -> int:
    return sum(done)


def _write_history(path: Path, orders: int, customers: int) -> None:
    """Two lines an order, over two years that end today."""
    start = timezone.now() - timedelta(days=730)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(orders):
            at = (start + timedelta(days=730 * n / orders)).isoformat()
            who = f"c{n * 7919 % customers}"
            for product in (n % 200, n * 3 % 200 + 200):
                out.writerow(
                    [
                        n,
                        who,
                        f"{who}@example.com",
                        at,
                        "delivered",
                        "EUR",
                        product,
                        2,
                        "31.80",
                    ]
                )


# What the import writes, in an order that foreign keys accept.
TABLES = {
    "shop_customer": "shop_id = {shop}",
    "shop_product": "shop_id = {shop}",
    "shop_order": "shop_id = {shop}",
    "shop_orderline": "order_id IN (SELECT id FROM shop_order WHERE shop_id = {shop})",
    "points_account": "shop_id = {shop}",
    "points_lot": "shop_id = {shop}",
    "points_movement": "shop_id = {shop}",
    "points_ledgerentry": "lot_id IN (SELECT id FROM points_lot WHERE shop_id = {shop})",
}


def _seconds_to_copy(shop: Shop) -> float:
    """Take the shop's rows out, empty the tables of them, and time putting them back."""
    with (
        tempfile.TemporaryDirectory() as folder,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for table, where in TABLES.items():
            with (Path(folder) / table).open("w") as file:
                rows = f"SELECT * FROM {table} WHERE {where.format(shop=shop.pk)}"  # noqa: S608
                cursor.copy_expert(f"COPY ({rows}) TO STDOUT", file)
        _empty(cursor, shop)
        return seconds(lambda: _copy(cursor, Path(folder)))


def _empty(cursor: Any, shop: Shop) -> None:
    for table in ("points_movement", "points_ledgerentry"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    for table, where in reversed(TABLES.items()):
        cursor.execute(f"DELETE FROM {table} WHERE {where.format(shop=shop.pk)}")  # noqa: S608
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    for table in ("points_movement", "points_ledgerentry"):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def _copy(cursor: Any, folder: Path) -> None:
    for table in TABLES:
        with (folder / table).open() as file:
            cursor.copy_expert(f"COPY {table} FROM STDIN", file)
    # Foreign keys are checked at the end, and belong to the time it takes.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
