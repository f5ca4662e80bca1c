"""The past of a connected shop: read over the network, and imported, at the same time."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import cast

from django.test import override_settings
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, seconds
from connectors import actions as connectors
from connectors.actions.access import connector_of
from connectors.actions.past import gathered
from connectors.actions.taking_in import take_in
from connectors.contract import Cursor, Feed, FeedPage
from connectors.models import Connection
from shop.models import Order, Shop

# What a small host needs for a page of a hundred orders.
_DELAY = 0.15


def figures(size: Size) -> Iterator[Figure]:
    """All of it against the slower of its halves: reading alone, importing alone."""
    orders = size.pick(tiny=30, usual=20_000, full=20_000)
    delay = size.pick(tiny=0.0, usual=_DELAY)
    with (
        _served(orders, delay) as address,
        override_settings(CONNECTORS_ALLOW_PRIVATE=True),
    ):
        # Each half first, for what the process learns once is then learnt.
        alone = _connected(world.new_shop(), address)
        listing = seconds(lambda: [len(page.items) for page in _pages(alone)])
        importing = sum(_import_alone(alone))
        connectors.disconnect(connection=alone, clock=timezone.now, force=True)
        both = _connected(world.new_shop(), address)
        took = seconds(lambda: sum(_backfill(both)))
    assert Order.objects.filter(shop=both.shop, counts=True).count() == orders
    yield Figure(f"  reading {orders:,} orders alone", listing, listing, "s", "")
    yield Figure(f"  importing {orders:,} orders alone", importing, importing, "s", "")
    yield Figure(
        f"backfill of {orders:,} orders, against the slower half",
        took,
        max(listing, importing),
        "s",
        "≤ 1.3",
    )


@contextmanager
def _served(orders: int, delay: float) -> Iterator[str]:
    """The address of the shop, which is a process of its own."""
    command = [sys.executable, "-m", "benchmarks.backfill_shop", str(orders), str(delay)]
    with subprocess.Popen(  # noqa: S603 -- a module of ours
        command, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _connected(shop: Shop, address: str) -> Connection:
    now = timezone.now()
    connection = connectors.connect(
        shop=shop,
        kind="woocommerce",
        address=address,
        credentials={"key": "ck", "secret": "cs"},
        author="system",
        now=now,
    )
    connectors.start(connection=connection, past="all", since=None, now=now)
    return connection


def _pages(connection: Connection) -> Iterator[FeedPage]:
    """Of all lists, one after the other."""
    connector = connector_of(connection)
    for feed in cast("list[Feed]", connector.feeds):
        cursor, last = Cursor(), False
        while not last:
            page = connector.changes(feed, cursor)
            cursor, last = page.next, page.last
            yield page


def _import_alone(connection: Connection) -> Iterator[float]:
    """Seconds of each lot that is taken in, the pages being at hand."""
    for lot in gathered(_pages(connection), timezone.now):
        began = time.perf_counter()
        take_in(connection=connection, items=lot.items, past=True, now=timezone.now())
        yield time.perf_counter() - began


def _backfill(connection: Connection) -> Iterator[int]:
    until = timezone.now() + timedelta(hours=2)
    return connectors.read_past(connection=connection, clock=timezone.now, until=until)
