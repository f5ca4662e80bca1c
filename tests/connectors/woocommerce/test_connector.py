"""A WooCommerce is read and written by its REST API."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from connectors.contract import Access, Code, Cursor, Feed, Gone, Kind
from connectors.woocommerce.connector import WooCommerce
from connectors.woocommerce.webhooks import TOPICS
from shop.rules.facts import CategoryFact, CustomerFact, OrderFact, ProductFact
from tests.connectors.servers import Server, serving
from tests.connectors.woocommerce.server import Rest
from tests.connectors.woocommerce.shapes import STATES, line, order, part, refund

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
CANDLE = line(10, "20.00", "4.00")


@pytest.fixture
def shop() -> Rest:
    shop = Rest()
    shop.tables["/reports/orders/totals"] = [
        {"slug": "processing", "name": "En cours", "total": 3},
        {"slug": "wc-picked", "name": "Préparée", "total": 1},
    ]
    return shop


@pytest.fixture
def server(shop: Rest) -> Iterator[Server]:
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True), serving(shop) as server:
        yield server


@pytest.fixture
def connector(server: Server) -> WooCommerce:
    access = Access(
        address=server.address,
        credentials={"key": "ck_key", "secret": "cs_secret"},
        zone=ZoneInfo("Europe/Paris"),
        currency="EUR",
        states=STATES,
    )
    return WooCommerce(access)


def feed(connector: WooCommerce, name: str) -> Feed:
    return next(each for each in connector.feeds if each.name == name)


def put(shop: Rest, number: int, second: int = 0, **fields: Any) -> None:
    moved = f"2026-11-30T18:30:{second:02}"
    usual: dict[str, Any] = {
        "id": number,
        "number": str(number),
        "date_modified_gmt": moved,
    }
    shop.tables["/orders"].append(order(CANDLE, **{"total": "29.80"} | usual | fields))


def code(**fields: Any) -> Code:
    usual: dict[str, Any] = {
        "code": "FID-AAA",
        "name": "Récompense",
        "kind": "amount",
        "amount": Decimal("5.00"),
        "customer": "4",
        "email": "alba@example.com",
        "starts": START,
        "ends": START + timedelta(days=30),
    }
    return Code(**usual | fields)


def test_a_first_look_says_what_is_there(connector: WooCommerce) -> None:
    found = connector.check()

    assert (found.version, found.currency, found.missing) == ("10.0.2", "EUR", ())
    assert found.prices_with_tax
    guesses = {state.id: state.guess for state in found.states}
    assert (guesses["processing"], guesses["wc-picked"]) == ("paid", "pending")
    assert guesses["completed"] == "delivered"


def test_a_key_that_may_only_read_is_too_narrow(connector: WooCommerce, shop: Rest) -> None:
    shop.read_only = True

    assert connector.check().missing == ("coupons: write",)


def test_an_order_is_read_with_its_refunds(
    connector: WooCommerce, shop: Rest, server: Server
) -> None:
    put(shop, 7, refunds=["2.00"])
    shop.refunds["7"] = [refund("2.00", part(10, "-1.67", "-0.33"))]

    read = connector.fetch(Kind.ORDER, "7")

    assert isinstance(read, OrderFact)
    assert read.lines[0].refunded_amount == Decimal("2.00")
    assert all("ck_key" not in str(asked.query) for asked in server.asked)
    assert all("authorization" in asked.headers for asked in server.asked)


@pytest.mark.parametrize("kind", [Kind.ORDER, Kind.CUSTOMER, Kind.GROUP])
def test_one_that_is_not_there_is_gone(connector: WooCommerce, kind: Kind) -> None:
    assert isinstance(connector.fetch(kind, "7"), Gone)


def test_changes_go_on_after_the_last(
    connector: WooCommerce, shop: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("connector", "rest"):
        monkeypatch.setattr(f"connectors.woocommerce.{module}.PAGE", 2)
    for number, second in [(1, 0), (2, 5), (3, 5), (4, 5), (5, 9)]:
        put(shop, number, second)
    seen, cursor, last = [], Cursor(), False
    while not last:
        page = connector.changes(feed(connector, "orders"), cursor)
        seen += [item.id for item in page.items]
        cursor, last = page.next, page.last

    assert seen == ["1", "2", "3", "4", "5"]
    assert cursor == Cursor(datetime(2026, 11, 30, 18, 30, 9, tzinfo=UTC), 1)


def test_customers_are_read_to_their_end_and_on_from_there(
    connector: WooCommerce, shop: Rest
) -> None:
    customers = feed(connector, "customers")
    shop.tables["/customers"].append({"id": 2, "email": "alba@example.com"})
    page = connector.changes(customers, Cursor())
    shop.tables["/customers"].append({"id": 3, "email": "bruno@example.com"})

    assert [type(item.read) for item in page.items] == [CustomerFact]
    later = connector.changes(customers, page.next)
    assert [item.id for item in later.items] == ["3"]


def test_products_and_categories_are_read(connector: WooCommerce, shop: Rest) -> None:
    shop.tables["/products/categories"].append({"id": 16, "name": "Bougies", "parent": 0})
    shop.tables["/products"].append(
        {
            "id": 15,
            "name": "Pull",
            "permalink": "https://shop.example.com/product/pull/",
            "price": "39.92",
            "regular_price": "",
            "on_sale": True,
            "status": "publish",
            "stock_status": "outofstock",
            "categories": [{"id": 16}],
            "images": [],
        }
    )

    category, product = (
        connector.fetch(Kind.CATEGORY, "16"),
        connector.fetch(Kind.PRODUCT, "15"),
    )

    assert isinstance(category, CategoryFact)
    assert (category.name, category.parent) == ("Bougies", None)
    assert isinstance(product, ProductFact)
    assert (product.price, product.regular_price) == (Decimal("39.92"), None)
    assert (product.stock, product.active, product.categories) == (0, True, ("16",))


def test_what_orders_have_brought_is_read_from_their_totals(
    connector: WooCommerce, shop: Rest
) -> None:
    put(shop, 7, refunds=["2.00", "5.80"])

    ((money,),) = connector.money(None)

    assert (money.id, money.kept, money.state) == ("7", Decimal("22.00"), "processing")
    assert (money.currency, money.customer) == ("EUR", "2")


def test_a_code_is_made_once(connector: WooCommerce, shop: Rest) -> None:
    assert connector.push_voucher(code()) == connector.push_voucher(code()) == "1"

    (made,) = shop.tables["/coupons"]
    assert (made["code"], made["amount"], made["usage_limit"]) == ("fid-aaa", "5.00", 1)
    assert made["email_restrictions"] == ["alba@example.com"]
    assert made["date_expires_gmt"] == "2026-12-31T09:00:00"


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        (
            {"kind": "percent", "amount": None, "percent": Decimal("10.00")},
            {"discount_type": "percent", "amount": "10.00", "free_shipping": False},
        ),
        (
            {"kind": "shipping", "amount": None},
            {"discount_type": "fixed_cart", "amount": "0.00", "free_shipping": True},
        ),
        ({"products": ("12", "x")}, {"product_ids": [12]}),
        ({"with_vouchers": False}, {"individual_use": True}),
        ({"uses_left": None}, {"usage_limit": None}),
    ],
)
def test_a_coupon_gives_what_its_voucher_says(
    connector: WooCommerce, shop: Rest, fields: dict[str, Any], made: dict[str, Any]
) -> None:
    connector.push_voucher(code(**fields))

    (coupon,) = shop.tables["/coupons"]
    assert {name: coupon[name] for name in made} == made


@pytest.mark.parametrize(
    ("rates", "amount", "coupon"),
    [
        # 4.1667 and 20 % are 5.00.
        ({"FR": "20.0000"}, "5.00", "4.1667"),
        ({"FR": "20.0000"}, "50.00", "41.6667"),
        ({"FR": "5.5000"}, "5.00", "4.7393"),
        # The shop's own country, else the rate for all, else no tax is added.
        ({"BE": "21.0000", "FR": "20.0000", "": "19.0000"}, "5.00", "4.1667"),
        ({"BE": "21.0000", "": "19.0000"}, "5.00", "4.2017"),
        ({"BE": "21.0000"}, "5.00", "5.00"),
        (None, "5.00", "5.00"),
    ],
)
def test_a_coupon_takes_off_what_was_promised_with_tax(
    connector: WooCommerce,
    shop: Rest,
    rates: dict[str, str] | None,
    amount: str,
    coupon: str,
) -> None:
    shop.rates = rates

    connector.push_voucher(code(amount=Decimal(amount)))

    assert shop.tables["/coupons"][0]["amount"] == coupon


def test_taxes_are_asked_for_once_and_only_for_amounts(
    connector: WooCommerce, shop: Rest, server: Server
) -> None:
    shop.rates = {"FR": "20.0000"}
    ten = {"kind": "percent", "amount": None, "percent": Decimal("10.00")}
    connector.push_voucher(code(code="FID-A", **ten))
    assert all("tax" not in call.path for call in server.asked)

    for name in ("FID-B", "FID-C"):
        connector.push_voucher(code(code=name))

    assert sum(call.path.endswith("/taxes") for call in server.asked) == 1
    assert shop.tables["/coupons"][0]["amount"] == "10.00"


def test_a_first_look_finds_the_tax_that_is_added_to_codes(
    connector: WooCommerce, shop: Rest
) -> None:
    assert connector.check().tax_on_codes == 0
    shop.rates = {"FR": "20.0000"}

    found = connector.check()

    assert (found.prices_with_tax, found.tax_on_codes) == (False, Decimal(20))


def test_many_are_read_by_one_call(
    connector: WooCommerce, shop: Rest, server: Server
) -> None:
    for number in range(1, 60):
        put(shop, number)
    names = [str(number) for number in range(1, 61)]

    found = connector.fetch_many(Kind.ORDER, names)

    assert [item.id for item in found] == names[:59]
    assert len(server.asked) == 1
    assert connector.fetch_many(Kind.GROUP, names) == []


def test_how_many_there_are_costs_one_call(
    connector: WooCommerce, shop: Rest, server: Server
) -> None:
    for number in range(1, 230):
        put(shop, number)

    assert connector.count(Kind.ORDER) == 229
    assert connector.count(Kind.ORDER, datetime(2026, 12, 1, tzinfo=UTC)) == 0
    assert len(server.asked) == 2


def test_the_limit_of_a_revived_code_follows_the_shops_own_count(
    connector: WooCommerce, shop: Rest
) -> None:
    name = connector.push_voucher(code())
    shop.tables["/coupons"][0]["usage_count"] = 1

    for _time in range(2):
        assert connector.revive(name, code()) == name

    assert shop.tables["/coupons"][0]["usage_limit"] == 2


def test_a_code_that_was_deleted_by_hand_is_made_again(
    connector: WooCommerce, shop: Rest
) -> None:
    name = connector.push_voucher(code())
    connector.revoke(name)
    connector.revoke(name)
    assert shop.tables["/coupons"] == []

    assert connector.revive(name, code()) == "1"


def test_webhooks_are_made_and_set_right(connector: WooCommerce, shop: Rest) -> None:
    url = "https://fidelite.example.com/api/connections/x/events/"
    connector.listen(url, "s3cret")
    made = shop.tables["/webhooks"]
    assert [row["topic"] for row in made] == [*TOPICS]
    assert {row["secret"] for row in made} == {"s3cret"}
    made[0]["status"] = "disabled"

    connector.listen(url, "s3cret")

    assert len(made) == len(TOPICS)
    assert made[0]["status"] == "active"
