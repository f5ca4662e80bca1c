"""A real shop, connected: what happens in it is in the books, and the other way round."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from connectors import actions as connectors
from connectors.models import Connection, PendingRead
from connectors.outgoing import KeyRefused
from points.queries import balance as points_balance
from shop.models import Customer, Order, Product, Shop
from tests.connectors.oscar.conftest import OscarShop
from tests.connectors.runs import pull, push, sweep
from tests.factories import VoucherFactory
from vouchers.models import Voucher


def points(connection: Connection, customer: int) -> int:
    row = Customer.objects.get(shop=connection.shop, external_id=str(customer))
    balance = points_balance.balance(row, timezone.now())
    return balance.available + balance.pending


def somebody(oscar: OscarShop) -> tuple[int, int]:
    """A new customer and a new candle of 20 €."""
    customer = oscar.happen("customer", email=f"{uuid4().hex[:8]}@example.com")["id"]
    candle = oscar.happen("product", title="Bougie figuier", price="20.00")["id"]
    return customer, candle


def agrees(connection: Connection) -> bool:
    found = connectors.reconcile(connection=connection, now=timezone.now())
    assert found.lines == []
    return found.orders > 0 and found.difference == 0


def test_an_order_earns_and_its_refund_takes_back(
    connected: Connection, oscar: OscarShop
) -> None:
    customer, candle = somebody(oscar)
    order = oscar.order(customer, (candle, 2))
    pull(connected, timezone.now())

    assert points(connected, customer) == 4
    row = Order.objects.get(external_id=order["id"])
    assert (row.state, row.total, row.shipping) == (
        "paid",
        Decimal("45.80"),
        Decimal("5.80"),
    )
    assert Product.objects.get(external_id=str(candle)).name == "Bougie figuier"

    oscar.happen("refund", order=order["id"], amount="20.00", pieces=1)
    pull(connected, timezone.now())

    assert points(connected, customer) == 2
    assert agrees(connected)


def test_a_cancelled_order_takes_all_back_and_comes_back_whole(
    connected: Connection, oscar: OscarShop
) -> None:
    customer, candle = somebody(oscar)
    order = oscar.order(customer, (candle, 2))["id"]
    oscar.happen("state", order=order, state="Cancelled")
    pull(connected, timezone.now())
    assert points(connected, customer) == 0

    oscar.happen("state", order=order, state="Paid")
    pull(connected, timezone.now())

    assert points(connected, customer) == 4
    assert agrees(connected)


def test_the_past_comes_in_when_it_is_connected(shop: Shop, oscar: OscarShop) -> None:
    customer, candle = somebody(oscar)
    oscar.order(customer, (candle, 1))
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True):
        now = timezone.now()
        connection = connectors.connect(
            shop=shop,
            kind="oscar",
            address=oscar.address,
            credentials={"key": "a-key-of-the-tests"},
            author="staff:1",
            now=now,
        )
        connectors.survey(connection=connection, now=now)
        connectors.start(connection=connection, past="all", since=None, now=now)
        until = now + timedelta(hours=1)
        sum(connectors.read_past(connection=connection, clock=timezone.now, until=until))

        assert connection.survey["orders"] == Order.objects.filter(shop=shop).count()
        assert points(connection, customer) == 2
        assert agrees(connection)


def test_a_guest_earns_nothing(connected: Connection, oscar: OscarShop) -> None:
    _customer, candle = somebody(oscar)
    order = oscar.order(None, (candle, 2), email="guest@example.com")["id"]

    pull(connected, timezone.now())

    row = Order.objects.get(external_id=order)
    assert (row.customer, row.email) == (None, "guest@example.com")


def test_a_voucher_is_used_cancelled_and_used_again(
    connected: Connection, oscar: OscarShop
) -> None:
    customer, candle = somebody(oscar)
    now = timezone.now()
    voucher = VoucherFactory.create(
        shop=connected.shop,
        code=f"FID-{uuid4().hex[:8].upper()}",
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=30),
    )
    assert push(connected, now) == 1

    first = oscar.order(customer, (candle, 2), codes=[voucher.code])
    assert first["total"] == "40.80"
    pull(connected, timezone.now())
    assert Voucher.objects.get(pk=voucher.pk).used == 1
    assert oscar.order(customer, (candle, 1), codes=[voucher.code])["total"] == "25.80"

    oscar.happen("state", order=first["id"], state="Cancelled")
    pull(connected, timezone.now())
    push(connected, timezone.now())
    assert Voucher.objects.get(pk=voucher.pk).used == 0

    assert oscar.order(customer, (candle, 1), codes=[voucher.code])["total"] == "20.80"
    pull(connected, timezone.now())
    assert Voucher.objects.get(pk=voucher.pk).used == 1
    assert agrees(connected)


def test_a_customer_the_shop_has_deleted_is_erased(
    connected: Connection, oscar: OscarShop
) -> None:
    customer, candle = somebody(oscar)
    oscar.order(customer, (candle, 1))
    pull(connected, timezone.now())
    oscar.happen("forget", customer=customer)

    assert sweep(connected, timezone.now()) == 1

    row = Customer.objects.get(shop=connected.shop, external_id=str(customer))
    assert row.erased_at is not None
    assert not PendingRead.objects.exists()


def test_leaving_takes_unused_codes_out(connected: Connection, oscar: OscarShop) -> None:
    customer, candle = somebody(oscar)
    now = timezone.now()
    voucher = VoucherFactory.create(
        shop=connected.shop,
        code=f"FID-{uuid4().hex[:8].upper()}",
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=30),
    )
    push(connected, now)

    connectors.disconnect(connection=connected, clock=timezone.now)

    assert oscar.order(customer, (candle, 1), codes=[voucher.code])["total"] == "25.80"


def test_a_wrong_key_is_refused(shop: Shop, oscar: OscarShop) -> None:
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True), pytest.raises(KeyRefused):
        connectors.connect(
            shop=shop,
            kind="oscar",
            address=oscar.address,
            credentials={"key": "wrong"},
            author="staff:1",
            now=timezone.now(),
        )
