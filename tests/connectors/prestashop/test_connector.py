"""A PrestaShop is read and written by its webservice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from connectors.contract import Access, Code, Cursor, Gone, Kind, Look, WritesGroups
from connectors.kinds import build
from connectors.prestashop.connector import PrestaShop
from shop.rules.facts import OrderFact
from tests.connectors.prestashop.server import Webservice
from tests.connectors.prestashop.shapes import STATES, detail, order, rule, slip
from tests.connectors.servers import Server, serving

START = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def shop() -> Webservice:
    shop = Webservice()
    shop.tables["currencies"] = [
        {"id": 1, "iso_code": "EUR", "conversion_rate": "1.000000"},
        {"id": 2, "iso_code": "USD", "conversion_rate": "1.100000"},
    ]
    shop.tables["languages"] = [{"id": 1, "iso_code": "fr"}, {"id": 2, "iso_code": "en"}]
    shop.tables["order_states"] = [
        {"id": 2, "name": "Payé", "paid": "1", "delivery": "0", "shipped": "0"},
        {"id": 6, "name": "Annulé", "paid": "0", "delivery": "0", "shipped": "0"},
    ]
    return shop


@pytest.fixture
def server(shop: Webservice) -> Iterator[Server]:
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True), serving(shop) as server:
        yield server


@pytest.fixture
def connector(server: Server) -> PrestaShop:
    access = Access(
        address=server.address,
        credentials={"key": "WSKEY"},
        zone=ZoneInfo("Europe/Paris"),
        currency="EUR",
        states=STATES,
        version="8.2.1",
    )
    connector = build("prestashop", access)
    assert isinstance(connector, PrestaShop)
    return connector


def put(shop: Webservice, number: int, second: int = 0, **fields: Any) -> None:
    """An order of 14.28 and shipping, changed at this second."""
    at = datetime(2026, 11, 30, 19, 35) + timedelta(seconds=second)  # noqa: DTZ001
    said = order(
        detail(number, "14.28"), paid="22.68", id=number, date_upd=f"{at}", **fields
    )
    shop.rows("orders").append(dict(said.order))
    shop.rows("order_details").append({**said.details[0], "id_order": str(number)})


def code(**fields: Any) -> Code:
    usual: dict[str, Any] = {
        "code": "FID-AAA",
        "name": "Récompense <b>",
        "kind": "amount",
        "amount": Decimal("5.00"),
        "customer": "4",
        "starts": START,
        "ends": START + timedelta(days=30),
    }
    return Code(**usual | fields)


def test_a_first_look_says_what_is_there(connector: PrestaShop) -> None:
    found = connector.check()

    assert (found.version, found.currency, found.missing) == ("8.2.1", "EUR", ())
    assert [(state.id, state.guess) for state in found.states] == [
        ("2", "paid"),
        ("6", "cancelled"),
    ]
    assert found.clock is not None


def test_missing_rights_are_named(connector: PrestaShop, shop: Webservice) -> None:
    shop.hidden = {"customers", "cart_rules"}

    assert connector.check().missing == (
        "customers: get",
        "cart_rules: get",
        "cart_rules: post",
        "cart_rules: delete",
    )


def test_an_order_is_read_with_all_its_parts(
    connector: PrestaShop, shop: Webservice, server: Server
) -> None:
    put(shop, 7)
    shop.rows("order_slip").append({**slip((7, 1, "4.28")), "id": 1, "id_order": "7"})
    shop.rows("order_cart_rules").append({**rule(3, "0"), "id": 1, "id_order": "7"})
    shop.rows("cart_rules").append({"id": 3, "code": "FID-AAA"})

    read = connector.fetch(Kind.ORDER, "7")

    assert isinstance(read, OrderFact)
    assert read.lines[0].refunded_amount == Decimal("4.28")
    assert read.vouchers == ("FID-AAA",)
    assert all("WSKEY" not in asked.path for asked in server.asked)


def test_one_that_is_not_there_is_gone(connector: PrestaShop) -> None:
    assert isinstance(connector.fetch(Kind.ORDER, "7"), Gone)


def test_a_page_of_orders_costs_as_many_calls_as_one(
    connector: PrestaShop, shop: Webservice, server: Server
) -> None:
    feed = next(each for each in connector.feeds if each.name == "orders")
    put(shop, 1)
    connector.changes(feed, Cursor())
    one = len(server.asked)
    for number in range(2, 40):
        put(shop, number)
    server.asked.clear()
    connector.changes(feed, Cursor())

    # Currencies and languages are asked for once.
    assert len(server.asked) == one - 3 == 5


def test_changes_go_on_after_the_last(
    connector: PrestaShop, shop: Webservice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.prestashop.connector.PAGE", 2)
    feed = next(each for each in connector.feeds if each.name == "orders")
    for number, second in [(1, 0), (2, 5), (3, 5), (4, 5), (5, 9)]:
        put(shop, number, second)
    seen, cursor, last = [], Cursor(), False
    while not last:
        page = connector.changes(feed, cursor)
        seen += [item.id for item in page.items]
        cursor, last = page.next, page.last

    assert seen == ["1", "2", "3", "4", "5"]
    assert cursor == Cursor(datetime(2026, 11, 30, 19, 35, 9, tzinfo=UTC), 1)


def test_a_refund_points_at_its_order(connector: PrestaShop, shop: Webservice) -> None:
    feed = next(each for each in connector.feeds if each.name == "order_slip")
    shop.rows("order_slip").append(
        {"id": 1, "id_order": "7", "date_upd": "2026-11-30 19:38:05"}
    )

    page = connector.changes(feed, Cursor())

    assert [(item.id, type(item.read)) for item in page.items] == [("7", Look)]


def test_what_orders_have_brought_is_read_from_their_totals(
    connector: PrestaShop, shop: Webservice
) -> None:
    put(shop, 7)
    shop.rows("order_slip").append(
        {**slip((7, 1, "4.28"), shipping="8.4"), "id": 1, "id_order": "7"}
    )

    ((money,),) = connector.money(datetime(2026, 11, 1, tzinfo=UTC))

    assert (money.id, money.kept, money.state) == ("7", Decimal("10.00"), "2")
    assert (money.currency, money.customer) == ("EUR", "4")
    assert list(connector.money(datetime(2026, 12, 1, tzinfo=UTC))) == []


def test_a_code_is_made_once(connector: PrestaShop, shop: Webservice) -> None:
    """The webservice itself would take it twice."""
    assert connector.push_voucher(code()) == connector.push_voucher(code()) == "1"

    (made,) = shop.rows("cart_rules")
    assert (made["code"], made["id_customer"], made["quantity"]) == ("FID-AAA", "4", "1")
    assert (made["reduction_amount"], made["reduction_tax"]) == ("5.00", "1")
    assert (made["partial_use"], made["date_from"]) == ("0", "2026-12-01 10:00:00")
    assert made["name"] == "Récompense &lt;b&gt;"


def test_a_spent_code_is_revived_by_both_counters(
    connector: PrestaShop, shop: Webservice
) -> None:
    name = connector.push_voucher(code())
    shop.rows("cart_rules")[0]["quantity"] = "0"
    shop.rows("order_cart_rules").append({**rule(1, "5"), "id": 1})

    for _time in range(2):
        assert connector.revive(name, code()) == name

    (made,) = shop.rows("cart_rules")
    assert (made["quantity"], made["quantity_per_user"]) == ("1", "2")


def test_a_code_that_was_deleted_by_hand_is_made_again(
    connector: PrestaShop, shop: Webservice
) -> None:
    name = connector.push_voucher(code())
    connector.revoke(name)
    connector.revoke(name)
    assert shop.rows("cart_rules") == []

    assert connector.revive(name, code()) == "1"


def test_a_group_stands_beside_the_customers_own(
    connector: PrestaShop, shop: Webservice
) -> None:
    shop.rows("customers").append(
        {
            "id": 4,
            "id_default_group": "3",
            "associations": {"groups": [{"id": "3"}, {"id": "5"}]},
        }
    )
    name = connector.push_group("Or", Decimal("10.00"))

    assert connector.set_group("4", name, former="", ours=[name]) == "3"
    (customer,) = shop.rows("customers")
    groups = [each["id"] for each in customer["associations"]["groups"]]
    assert (groups, customer["id_default_group"]) == (["3", "5", name], name)

    assert connector.set_group("4", None, former="3", ours=[name]) == "3"
    groups = [each["id"] for each in customer["associations"]["groups"]]
    assert (groups, customer["id_default_group"]) == (["3", "5"], "3")


def test_a_group_of_that_name_is_found_again(
    connector: PrestaShop, shop: Webservice
) -> None:
    shop.rows("groups").append({"id": 8, "name": "Or", "reduction": "5.00"})

    assert connector.push_group("Or", Decimal("10.00")) == "8"
    assert shop.rows("groups")[0]["reduction"] == "10.00"


def test_before_version_8_customers_are_left_alone(server: Server) -> None:
    access = Access(
        address=server.address,
        credentials={"key": "WSKEY"},
        zone=ZoneInfo("Europe/Paris"),
        currency="EUR",
        version="1.7.8.11",
    )

    assert not isinstance(build("prestashop", access), WritesGroups)
