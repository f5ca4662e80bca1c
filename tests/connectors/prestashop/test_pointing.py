"""Refunds and changes of state only point at orders: those are read many at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from connectors.models import Connection, PendingRead
from shop.models import Order, Shop
from tests.connectors.prestashop.server import Webservice
from tests.connectors.prestashop.shapes import STATES, detail, order, slip
from tests.connectors.rows import make_connection
from tests.connectors.runs import pull, read_pending
from tests.connectors.servers import Answered, Server, serving
from tests.factories import day

ORDERS = 130


def put(shop: Webservice, number: int, **fields: Any) -> None:
    said = order(detail(number, "14.28"), paid="22.68", id=number, **fields)
    shop.rows("orders").append({**said.order, "id_customer": "0"})
    shop.rows("order_details").append({**said.details[0], "id_order": str(number)})


def refund(shop: Webservice, number: int) -> None:
    said = slip((number, 1, "4.28"))
    at = "2026-12-02 10:00:00"
    row = {**said, "id": number, "id_order": str(number), "date_upd": at}
    shop.rows("order_slip").append(row)


@pytest.fixture
def shop_of_orders() -> Webservice:
    made = Webservice()
    made.tables["currencies"] = [{"id": 1, "iso_code": "EUR", "conversion_rate": "1"}]
    made.tables["languages"] = [{"id": 1, "iso_code": "fr"}]
    for number in range(1, ORDERS + 1):
        put(made, number)
    # The next reading begins before the last change, and after all the others.
    put(made, 999, date_upd="2026-12-01 12:00:00")
    return made


@pytest.fixture
def server(shop_of_orders: Webservice) -> Iterator[Server]:
    with (
        override_settings(CONNECTORS_ALLOW_PRIVATE=True),
        serving(shop_of_orders) as server,
    ):
        yield server


@pytest.fixture
def connection(shop: Shop, server: Server) -> Connection:
    made = make_connection(shop, address=server.address, state="on", states=STATES)
    pull(made, day(1))
    return made


def test_refunds_of_many_orders_cost_six_calls_a_hundred(
    connection: Connection, shop_of_orders: Webservice, server: Server
) -> None:
    for number in range(1, ORDERS + 1):
        refund(shop_of_orders, number)
    pull(connection, day(2))
    assert PendingRead.objects.count() == ORDERS
    server.asked.clear()

    assert read_pending(connection, day(2)) == ORDERS

    asked = Counter(call.path for call in server.asked)
    # Two batches; of currencies, languages and the account of nobody one call each.
    assert asked["/api/orders"] == asked["/api/order_details"] == 2
    assert asked["/api/order_slip"] == asked["/api/order_histories"] == 2
    assert sum(asked.values()) == 2 * 5 + 3
    assert not PendingRead.objects.exists()
    assert Order.objects.filter(lines__refunded_amount="4.28").count() == ORDERS


def test_changes_of_state_are_listed_a_thousand_at_once(
    connection: Connection, shop_of_orders: Webservice, server: Server
) -> None:
    shop_of_orders.tables["order_histories"] = [
        {
            "id": number,
            "id_order": str(1 + number % 2),
            "id_order_state": "2",
            "date_add": "2026-12-02 10:00:00",
        }
        for number in range(300)
    ]
    server.asked.clear()

    pull(connection, day(2))

    listed = [call for call in server.asked if call.path == "/api/order_histories"]
    assert sum("filter[date_add]" in call.query for call in listed) == 1
    assert PendingRead.objects.count() == 2


def test_one_order_that_breaks_the_shops_list_keeps_no_other(
    connection: Connection, shop_of_orders: Webservice, server: Server
) -> None:
    """PHP dies over one order, and with it the list that has the order on it."""
    for number in range(1, 6):
        refund(shop_of_orders, number)
    pull(connection, day(2))
    whole = shop_of_orders.listed

    def broken(resource: str, query: dict[str, str]) -> Answered:
        wanted = query.get("filter[id_order]", "").strip("[]").split("|")
        if resource == "order_slip" and "3" in wanted:
            return Answered(b"<b>Fatal error</b>")
        return whole(resource, query)

    shop_of_orders.listed = broken  # type: ignore[method-assign]
    read_pending(connection, day(2))

    waiting = PendingRead.objects.get()
    assert (waiting.external_id, waiting.attempts) == ("3", 1)
    assert Order.objects.filter(lines__refunded_amount="4.28").count() == 4


def test_one_that_a_list_leaves_out_is_asked_for_before_it_is_cancelled(
    connection: Connection, shop_of_orders: Webservice, server: Server
) -> None:
    for number in range(1, 4):
        refund(shop_of_orders, number)
    shop_of_orders.rows("orders").pop(0)
    pull(connection, day(2))
    server.asked.clear()

    # The cancellation must be later than the reading before, which has the real time.
    read_pending(connection, timezone.now())

    asked = [call for call in server.asked if call.path == "/api/orders"]
    assert [call.query["filter[id]"] for call in asked] == ["[1|2|3]", "[1]"]
    assert Order.objects.get(external_id="1").state == "cancelled"
    assert Order.objects.filter(state="cancelled").count() == 1
