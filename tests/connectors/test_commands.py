"""What can be done by hand for a connected shop."""

import io
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import CommandError, call_command

from connectors.models import Connection
from shop.models import Order, Shop
from tests.connectors.fake import FakeShop
from tests.factories import day


@pytest.fixture(autouse=True)
def _a_day_later() -> Iterator[None]:
    with time_machine.travel(day(1), tick=False):
        yield


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_sync_shop_reads_what_has_changed(connection: Connection, fake: FakeShop) -> None:
    fake.order("46")

    assert run("sync_shop", connection.shop.code) == (
        "1 read, 0 looked at again, 0 written\n"
    )
    assert Order.objects.count() == 1


def test_sync_shop_reads_the_past_first(draft: Connection, fake: FakeShop) -> None:
    fake.order("46")
    Connection.objects.update(state="reading", past="all")

    assert run("sync_shop", draft.shop.code).startswith("past: 1 read\n")
    draft.refresh_from_db()
    assert draft.state == Connection.State.ON


def test_sync_shop_since_a_day_reads_it_anew(
    connection: Connection, fake: FakeShop
) -> None:
    fake.order("46")
    run("sync_shop", connection.shop.code)

    assert run("sync_shop", connection.shop.code, "--since", "2026-04-01") == (
        "1 read, 0 looked at again, 0 written\n"
    )


def test_reconcile_names_what_differs(connection: Connection, fake: FakeShop) -> None:
    fake.order("46")

    with pytest.raises(CommandError, match="1 orders differ"):
        run("reconcile", connection.shop.code)

    run("sync_shop", connection.shop.code)
    assert run("reconcile", connection.shop.code) == "1 orders, difference 0.00\n"


def test_a_shop_that_is_not_connected_is_named(shop: Shop) -> None:
    with pytest.raises(CommandError, match="boutique"):
        run("reconcile", shop.code)
