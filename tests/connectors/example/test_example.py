"""A shop that nobody has connected before takes one folder of two hundred lines."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.test import override_settings

from connectors import actions as connectors
from connectors import kinds
from connectors.models import Connection, PendingRead, PushedCode
from points.models import Lot
from shop.models import Customer, Order, Shop
from tests.connectors.example import connector as example
from tests.connectors.example.stall import Stall
from tests.connectors.runs import pull, push, read_past, read_pending
from tests.connectors.servers import serving
from tests.connectors.test_events import send
from tests.factories import START, day
from tests.statements import assert_honest, convert


@pytest.fixture
def stall() -> Stall:
    stall = Stall()
    stall.put("goods", "figs", name="Figues")
    stall.put("people", "ann", mail="ann@example.com")
    stall.basket("b1")
    return stall


@pytest.fixture
def connection(
    shop: Shop, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connection]:
    """Connected as the merchant does it, the past read and counted."""
    known = {**kinds.kinds(), "halle": example.KIND}
    for module in ("kinds", "actions.connecting", "actions.events"):
        monkeypatch.setattr(f"connectors.{module}.kinds", lambda: known)
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True), serving(stall) as server:
        made = connectors.connect(
            shop=shop,
            kind="halle",
            address=server.address,
            credentials={"key": "s3cret"},
            author="staff:1",
            now=START,
        )
        connectors.start(connection=made, past="all", since=None, now=START)
        read_past(made)
        yield made


def test_the_example_connector_is_short() -> None:
    source = Path(example.__file__).read_text()

    assert len(source.splitlines()) <= 206


def test_the_example_shops_past_is_read_and_agrees_to_the_cent(
    connection: Connection,
) -> None:
    found = connectors.reconcile(connection=connection, now=day(1))

    assert (found.orders, found.unequal, found.difference) == (1, 0, Decimal("0.00"))
    assert Lot.objects.get(order__external_id="b1").net == 3
    assert Customer.objects.get(external_id="ann").email == "ann@example.com"
    assert_honest()


def test_what_changes_follows(connection: Connection, stall: Stall) -> None:
    back = [{"good": "figs", "pieces": 4, "each": "10.00", "back": "19.00"}]
    stall.basket("b1", lines=back)

    pull(connection, day(1))

    assert Lot.objects.get(order__external_id="b1").net == 1
    assert connectors.reconcile(connection=connection, now=day(1)).unequal == 0


def test_the_example_shops_vouchers_are_written_used_and_released(
    connection: Connection, stall: Stall
) -> None:
    voucher = convert(Customer.objects.get(external_id="ann"), on=1)
    push(connection, day(1))
    assert stall.tables["coupons"][voucher.code]["off"] == "1.50"

    used = {"coupons": [voucher.code], "placed": day(2).isoformat(), "paid": "38.50"}
    stall.basket("b2", **used)
    pull(connection, day(2))
    voucher.refresh_from_db()
    assert voucher.used == 1

    stall.basket("b2", state="void", **used)
    stall.tables["coupons"].clear()
    pull(connection, day(3))
    push(connection, day(3))

    voucher.refresh_from_db()
    assert voucher.used == 0
    assert stall.tables["coupons"][voucher.code]["uses"] == 1
    assert not PushedCode.objects.exclude(task="").exists()


def test_a_webhook_of_the_example_shop_is_read(
    connection: Connection, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.tasks.read_pending.delay", [].append)
    stall.basket("b3")

    with time_machine.travel(START, tick=False):
        assert send(connection, json.dumps({"what": "baskets", "id": "b3"})) == 202
    read_pending(connection)

    assert Order.objects.get(external_id="b3").counts
    assert not PendingRead.objects.exists()


def test_one_basket_that_makes_no_sense_keeps_no_other(
    connection: Connection, stall: Stall
) -> None:
    stall.basket("b4", paid="a lot")
    stall.basket("b5")

    pull(connection, day(1))

    assert Order.objects.filter(external_id="b5").exists()
    assert "b4" in {row.external_id for row in PendingRead.objects.filter(due_at=None)}
