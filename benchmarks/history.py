"""Years of orders from a file, the same file again, and all of them settled anew."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from api.imports import import_file
from api.imports.reading import COLUMNS
from benchmarks import world
from benchmarks.measure import Figure, Size, seconds
from core.sql import Fragment
from programme import actions as programme
from programme.queries import stated_orders as programme_stated_orders
from shop.models import Order, Shop


def figures(size: Size) -> Iterator[Figure]:
    """A first import, against COPY of the very rows it wrote; the same file again; every
    order settled anew.
    """
    orders = size.pick(tiny=30, usual=20_000, full=200_000)
    customers = size.pick(tiny=10, usual=10_000)
    shop = world.new_shop()
    before = _row_counts(shop)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        _write_history(path, orders, customers)
        first = seconds(lambda: _import(shop, path))
        again = seconds(lambda: _import(shop, path))
    after = _row_counts(shop)
    written = [model for model, count in after.items() if count > before[model]]
    copied = _seconds_to_copy(shop, written)
    yield Figure(
        f"history import, {orders:,} orders",
        orders / first,
        orders / copied,
        "orders/s",
        "≥ 0.25",
    )
    yield Figure(
        "the same file again, against the first time", again, first, "s", "several × faster"
    )
    yield _settle_again(shop)


def _import(shop: Shop, path: Path) -> None:
    report = import_file(
        shop=shop,
        path=path,
        author="system",
        now=timezone.now(),
        watch=lambda done, _total: sum(done),
    )
    assert not report.refusals, report.refusals[:3]


def _write_history(path: Path, orders: int, customers: int) -> None:
    """Two lines an order, over two years that end today."""
    start = timezone.now() - timedelta(days=730)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(orders):
            at = (start + timedelta(days=730 * n / orders)).isoformat()
            who = f"c{n * 7919 % customers}"
            order = [n, who, f"{who}@example.com", at, "delivered", "EUR"]
            for product in (n % 200, n * 3 % 200 + 200):
                out.writerow([*order, product, 2, "31.80"])


type Table = type[models.Model]


def _rows_of(model: Table, shop: Shop) -> Fragment | None:
    """The condition that finds the shop's rows; None for a table that is no shop's."""
    if _has_shop(model):
        return Fragment("shop_id = %(shop)s", {"shop": shop.pk})
    for field in model._meta.concrete_fields:
        parent = field.related_model
        if isinstance(parent, type) and _has_shop(parent):
            return Fragment(
                "{column} IN (SELECT {key} FROM {parent} WHERE shop_id = %(shop)s)",
                {"shop": shop.pk},
            ).fill(
                column=str(field.column),
                key=str(parent._meta.pk.column),
                parent=parent._meta.db_table,
            )
    return None


def _has_shop(model: Table) -> bool:
    return "shop_id" in {field.column for field in model._meta.concrete_fields}


def _written(model: Table) -> str:
    """The columns but for those that the database computes."""
    fields = (each for each in model._meta.concrete_fields if not each.generated)
    return ", ".join(f'"{each.column}"' for each in fields)


def _row_counts(shop: Shop) -> dict[Table, int]:
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            rows = _rows_of(model, shop)
            if rows:
                count = Fragment("SELECT count(*) FROM {table} WHERE {rows}").fill(
                    table=model._meta.db_table, rows=rows
                )
                cursor.execute(count.text, count.values)
                found[model] = cursor.fetchone()[0]
    return found


def _seconds_to_copy(shop: Shop, tables: Sequence[Table]) -> float:
    """Take the shop's rows out of these tables, delete them, and time putting them back.

    As a replica the server runs neither foreign keys nor append-only triggers, so deleting
    needs to know nothing of who refers to the rows, and takes a fraction of the work: all
    of them come back under the same ids. It needs a superuser, which the embedded server's
    user is.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for model in tables:
            # psycopg2 puts the values in; COPY takes no parameters of its own.
            taken = Fragment(
                "COPY (SELECT {columns} FROM {table} WHERE {rows}) TO STDOUT"
            ).fill(
                columns=_written(model),
                table=model._meta.db_table,
                rows=_rows_of(model, shop) or "",
            )
            with (Path(folder) / model._meta.db_table).open("wb") as file:
                cursor.copy_expert(cursor.mogrify(taken.text, taken.values).decode(), file)
        cursor.execute("SET LOCAL session_replication_role = replica")
        # Rows without a shop column are found through their parents: these go last.
        for model in sorted(tables, key=_has_shop):
            gone = Fragment("DELETE FROM {table} WHERE {rows}").fill(
                table=model._meta.db_table, rows=_rows_of(model, shop) or ""
            )
            cursor.execute(gone.text, gone.values)
        cursor.execute("SET LOCAL session_replication_role = origin")

        def copy() -> None:
            for model in tables:
                table = model._meta.db_table
                with (Path(folder) / table).open("rb") as file:
                    cursor.copy_expert(f"COPY {table} ({_written(model)}) FROM STDIN", file)
            # Foreign keys are checked at the end, and belong to the time it takes.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        return seconds(copy)


def _settle_again(shop: Shop) -> Figure:
    """Every order looked at, nothing to do, against reading the same orders."""
    count = programme_stated_orders.stated_orders(shop).count()

    def ours() -> None:
        now = timezone.now()
        for _ in programme.settle_all(shop=shop, since=None, author="system", now=now):
            pass

    def theirs() -> None:
        rows = Order.objects.filter(shop=shop).prefetch_related("lines").order_by("pk")
        for _ in rows.iterator(chunk_size=1000):
            pass

    took, base = seconds(ours), seconds(theirs)
    return Figure(f"settle again, {count:,} orders", took, base, "s", "≤ 3")
