"""Whatever is thrown at the door, it answers with sense: never a 5xx."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.models import Cart, Customer, Order, OrderLine, Product
from tests.api.conftest import Caller
from tests.api.test_orders import sample
from tests.factories import START

pytestmark = pytest.mark.django_db

AT = {"updated_at": START.isoformat()}
HUGE = 10**400

NO_TEXT: list[Any] = [5, True, [], {}, "a\0b", "\ud800"]
NO_ID: list[Any] = [*NO_TEXT, "x" * 101]
NO_MONEY: list[Any] = [
    "-1", -1, "1e2", "1_0", " 1", "1 ", "+1", ".5", "5.", "0x1", "١", "NaN",
    "Infinity", "-Infinity", True, [], {}, HUGE, "9" * 5000, "1" + "0" * 10, 1e300,
]  # fmt: skip
NO_TIME: list[Any] = [
    "now", "2026-05-01", "2026-05-01T10:00:00", "2026-13-01T10:00:00Z", "1777629600",
    1777629600, 1e300, True, [], {}, "2026-05-01T10:00:00+99:00", "\ud800", "a\0b",
    "1899-12-31T23:59:59Z", "2200-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00", "10000-01-01T00:00:00Z",
]  # fmt: skip
NO_SIGNED: list[Any] = [each for each in NO_MONEY if each not in ("-1", -1)]
NO_QUANTITY: list[Any] = [*NO_MONEY, 2**31, HUGE, "1.2345", 0.0001]
NOTHING = ["", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", None]
NO_FLAG: list[Any] = [0, 1, "true", [], {}]

BAD_ORDERS = {
    "customer": NO_ID,
    "cart": NO_ID,
    "reference": [*NO_TEXT, "x" * 101],
    "raw_state": [*NO_TEXT, "x" * 101],
    "email": [*NO_TEXT, "x" * 255],
    "state": [*NO_TEXT, "", "PAID", "returned", None],
    "currency": [*NO_TEXT, "", "EURO", "€€€", None],
    "country": [*NO_TEXT, "FRA", "F1"],
    "placed_at": [*NO_TIME, None, ""],
    "paid_at": NO_TIME,
    "updated_at": [*NO_TIME, None, ""],
    "shipping": [*NO_MONEY, "1.234"],
    "discount": [*NO_MONEY, "0.001"],
    "refunded_amount": NO_MONEY,
    "total": NO_SIGNED,
    "shipping_excl_tax": NO_MONEY,
    "lines": [5, {}, "", [None], [[]], [5], [{}], None, [{}] * 1001],
    "vouchers": [5, {}, "FID", [5], [None], ["x" * 256], ["a\0b"], ["x"] * 101],
}
BAD_LINES = {
    "id": [*NO_ID, None, ""],
    "product": [*NO_ID, None, ""],
    "name": [*NO_TEXT, "x" * 256],
    "quantity": [*NO_QUANTITY, None, ""],
    "unit_price": [*NO_MONEY, "1.2345678", "100000000", None, ""],
    "unit_price_excl_tax": NO_MONEY,
    "on_sale": NO_FLAG,
    "refunded_quantity": NO_QUANTITY,
    "refunded_amount": [*NO_MONEY, "0.001"],
}
BAD_FACTS = {
    "customers": {
        "language": [*NO_TEXT, "français", "f"],
        "birthday": ["31/12/1990", "1990-02-30", 5, "1990-02-28T00:00Z"],
        "email_verified": NO_FLAG,
        "first_name": [*NO_TEXT, "x" * 101],
        "group": NO_ID,
    },
    "groups": {
        "discount_percent": [*NO_MONEY, "100.01", "1.001"],
        "points_multiplier": [*NO_MONEY, "1000", "1.0001"],
        "name": [*NO_TEXT, "x" * 101],
    },
    "categories": {"parent": NO_ID, "name": [*NO_TEXT, "x" * 201]},
    "products": {
        "url": [*NO_TEXT, "javascript:alert(1)", "/ford", "https://", "http://[",
                "http://a b", "https://x/" + "y" * 500, "https://a\n.example"],
        "stock": [1.5, "1", True, 2**31, HUGE],
        "categories": [5, "1", {}, [5], [""], ["x" * 101], ["1"] * 1001],
    },
    "carts": {"lines": [5, {}, [None], [{}]], "order": NO_ID, "currency": ["EURO"]},
}  # fmt: skip


def assert_refused(answer: Any, field: str) -> None:
    assert answer.status_code == 422, answer.text
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert {error["field"].split(".")[0] for error in problem["errors"]} == {field}


@pytest.mark.parametrize("field", BAD_ORDERS)
def test_an_order_with_a_bad_value_is_refused(api: Caller, field: str) -> None:
    for value in BAD_ORDERS[field]:
        assert_refused(api.put("/orders/1", sample(**{field: value})), field)


@pytest.mark.parametrize("field", BAD_LINES)
def test_an_order_with_a_bad_line_is_refused_where_it_is(api: Caller, field: str) -> None:
    for value in BAD_LINES[field]:
        order = sample()
        order["lines"].append(order["lines"][0] | {"id": "2", field: value})

        answer = api.put("/orders/1", order)

        assert_refused(answer, "lines")
        named = {error["field"] for error in answer.json()["errors"]}
        assert named <= {f"lines.1.{field}", "lines"}


@pytest.mark.parametrize("kind", BAD_FACTS)
def test_a_fact_with_a_bad_value_is_refused(api: Caller, kind: str) -> None:
    for field, values in BAD_FACTS[kind].items():
        for value in values:
            assert_refused(api.put(f"/{kind}/1", AT | {field: value}), field)


@pytest.mark.parametrize(
    "nothing", ["", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", None]
)
def test_words_for_nothing_lose_no_fact(api: Caller, nothing: str | None) -> None:
    optional = {
        "orders": sample(
            **dict.fromkeys(
                ["customer", "cart", "paid_at", "total", "shipping_excl_tax", "rate"],
                nothing,
            )
        ),
        "customers": AT | dict.fromkeys(["birthday", "registered_at", "group"], nothing),
        "products": AT | dict.fromkeys(["price", "stock", "regular_price"], nothing),
        "carts": AT | dict.fromkeys(["customer", "order"], nothing),
        "categories": AT | {"parent": nothing},
    }
    for kind, body in optional.items():
        assert api.put(f"/{kind}/9", body).status_code == 201, kind
    order = Order.objects.get(external_id="9")
    assert (order.customer, order.cart, order.paid_at, order.total) == (None,) * 4


def test_what_turns_a_text_around_is_not_kept(api: Caller) -> None:
    turned = "Ali\u202ece\u200b\r\n"
    api.put("/customers/57", AT | {"first_name": turned, "last_name": "\u2066M\u2069"})
    api.put("/products/1", AT | {"name": turned})
    order = sample(raw_state=turned)
    order["lines"][0]["name"] = turned
    api.put("/orders/1", order)

    customer = Customer.objects.get(external_id="57")
    line = OrderLine.objects.get()
    assert (customer.first_name, customer.last_name) == ("Alice", "M")
    assert (line.name, line.order.raw_state) == ("Alice", "Alice")
    assert Product.objects.get(external_id="1").name == "Alice"


@pytest.mark.parametrize(
    "email",
    ["nobody", "a@b@c.fr", "jérôme@gmail.com", "a@example.com\r\nBcc: b@example.com"],
)
def test_an_address_that_cannot_be_loses_no_fact(api: Caller, email: str) -> None:
    answer = api.put("/orders/1", sample(email=email)).json()
    api.put("/customers/9", AT | {"email": email, "first_name": "Zoé"})
    api.put("/carts/9", AT | {"email": email})

    assert answer["notes"] == [{"code": "email_unusable", "amount": "0.00"}]
    assert Order.objects.get().email == ""
    customer = Customer.objects.get(external_id="9")
    assert (customer.email, customer.first_name) == ("", "Zoé")
    assert Cart.objects.get(external_id="9").email == ""


def test_a_long_code_of_the_shops_own_loses_no_order(api: Caller) -> None:
    assert api.put("/orders/1", sample(vouchers=["x" * 200])).status_code == 201


def test_a_total_below_zero_is_noted(api: Caller) -> None:
    notes = api.put("/orders/1", sample(total="-5.00")).json()["notes"]

    assert [note["code"] for note in notes] == ["total_differs"]


@pytest.mark.parametrize("field", ["state", "currency", "placed_at", "updated_at", "lines"])
def test_a_missing_field_of_an_order_is_named(api: Caller, field: str) -> None:
    order = sample()
    del order[field]

    answer = api.put("/orders/1", order)

    assert answer.json()["errors"] == [{"field": field, "message": "This is needed."}]


@pytest.mark.parametrize("name", ["%00", "a%00b", "x" * 101, "%ED%A0%80" * 40])
def test_an_id_that_cannot_be_is_refused(api: Caller, name: str) -> None:
    for answer in (
        api.put(f"/groups/{name}", AT),
        api.delete(f"/carts/{name}"),
        api.get(f"/customers/{name}/account"),
        api.post(f"/customers/{name}/conversions"),
    ):
        assert_refused(answer, "id")


@pytest.mark.parametrize(
    ("said", "meant"),
    [("x" * 100, "x" * 100), ("%C3%A9%20%F0%9F%8E%81", "é 🎁"), ("..", "..")],
)
def test_an_id_is_the_shops_own(api: Caller, said: str, meant: str) -> None:
    assert api.put(f"/customers/{said}", AT).status_code == 201
    assert Customer.objects.get().external_id == meant


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"1e-400", b"1.0000000000001"])
def test_a_number_that_fits_no_column_is_refused(api: Caller, number: bytes) -> None:
    body = b'{"updated_at": "2026-05-01T10:00:00Z", "discount_percent": %b}' % number

    assert_refused(api.raw("put", "/groups/1", body), "discount_percent")


def test_the_largest_figures_that_fit(api: Caller) -> None:
    order = sample(shipping="9999999999.99", total="9999999999.99")
    order["lines"][0] |= {"quantity": 2**31 - 1, "unit_price": "0.000001"}
    product = AT | {"price": "99999999.999999", "stock": -(2**31) + 1}

    assert api.put("/orders/1", order).status_code == 201
    assert api.put("/products/1", product).status_code == 201


# Any text that JSON can say, unpaired surrogates included.
TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXT
    | st.sampled_from([HUGE, -HUGE, "9" * 400, "2026-05-01T10:00:00Z", "1.5", "EUR", "57"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
ROUTES = [
    ("put", "/customers/1"),
    ("put", "/groups/1"),
    ("put", "/categories/1"),
    ("put", "/products/1"),
    ("put", "/carts/1"),
    ("put", "/orders/1"),
    ("post", "/batch"),
    ("post", "/customers/1/conversions"),
    ("post", "/customers/1/login-links"),
]
often = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def assert_sense(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json().keys() >= {"type", "title", "status", "detail", "code"}
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize(("method", "path"), ROUTES)
@often
@given(body=VALUE)
def test_any_json_is_answered_with_sense(
    api: Caller, method: str, path: str, body: Any
) -> None:
    assert_sense(api.raw(method, path, json.dumps(body).encode()))


@often
@given(body=st.binary(max_size=50))
def test_any_bytes_are_answered_with_sense(api: Caller, body: bytes) -> None:
    assert_sense(api.raw("put", "/orders/1", body))


@often
@given(name=TEXT)
def test_any_address_is_answered_with_sense(api: Caller, name: str) -> None:
    path = name.encode(errors="surrogatepass").decode("latin-1")

    for answer in (
        api.put(f"/groups/{path}", AT),
        api.get(f"/customers/{path}/points?cursor={path}"),
        api.post("/customers/1/conversions", Idempotency_Key=path),
    ):
        assert_sense(answer)


def bodies(*names: str) -> Callable[[dict[str, Any]], st.SearchStrategy[dict[str, Any]]]:
    return lambda said: st.fixed_dictionaries(
        {}, optional=dict.fromkeys([*said, *names], VALUE)
    ).map(lambda changed: said | changed)


ORDER = bodies("paid_at")(sample()).flatmap(
    lambda order: (
        bodies()(sample()["lines"][0]).map(lambda one: order | {"lines": [one]})
        if isinstance(order.get("lines"), list)
        else st.just(order)
    )
)


@settings(often, max_examples=150)
@given(order=ORDER)
def test_any_order_is_answered_with_sense(api: Caller, order: dict[str, Any]) -> None:
    assert_sense(api.put("/orders/1", order))


@settings(often, max_examples=100)
@given(
    refunded=st.integers(0, 2**31),
    quantity=st.integers(0, 2**31),
    amounts=st.lists(
        st.decimals(0, 10**10, places=2, allow_nan=False).map(str), min_size=5, max_size=5
    ),
)
def test_any_amounts_are_answered_with_sense(
    api: Caller, quantity: int, refunded: int, amounts: list[str]
) -> None:
    """Figures that all fit their columns, but not each other."""
    price, back, discount, shipping, outside = amounts
    order = sample(discount=discount, shipping=shipping, refunded_amount=outside)
    order["lines"][0] |= {
        "quantity": quantity,
        "unit_price": price,
        "refunded_quantity": refunded,
        "refunded_amount": back,
    }

    assert_sense(api.put("/orders/1", order))
