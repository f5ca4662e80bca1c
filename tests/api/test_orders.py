"""The order as a statement: what it answers, and that it says the same however often."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from api.schemas.samples import SAMPLE_ORDER
from points import actions as points
from shop.models import Customer, Order
from tests.api.conftest import Caller, page_of
from tests.factories import START, day

pytestmark = pytest.mark.django_db

NO_POINTS = {
    "granted": 0,
    "posted": 0,
    "state": None,
    "available_at": None,
    "expires_at": None,
}


def sample(**changes: Any) -> dict[str, Any]:
    return deepcopy(SAMPLE_ORDER) | changes


def points_of(answer: Any) -> tuple[int, int, str | None]:
    told = answer.json()["points"]
    return told["granted"], told["posted"], told["state"]


def test_the_sample_order_gives_three_points(api: Caller) -> None:
    answer = api.put("/orders/46", sample())

    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == {
        "changed": True,
        "stale": False,
        "points": {
            "granted": 3,
            "posted": 3,
            "state": "available",
            "available_at": "2026-05-01T10:12:52+02:00",
            "expires_at": "2026-08-10T00:00:00+02:00",
        },
        "tier": None,
        "vouchers": [],
        "gift_cards": [],
        "gift_cards_issued": [],
        "notes": [],
    }


def test_every_field_arrives(api: Caller) -> None:
    api.put("/orders/46", sample(country="fr", vouchers=["FID-7KQ4M2XD9A"]))

    order = Order.objects.get()
    [line] = order.lines.all()
    assert (order.reference, order.raw_state) == ("XKBKNABJK", "Paiement accepté")
    assert (order.email, order.country) == ("abel@example.com", "FR")
    assert (order.cart and order.cart.external_id) == "1403"
    assert order.voucher_codes == ["FID-7KQ4M2XD9A"]
    assert str(order.shipping_excl_tax) == "4.83"
    assert str(order.total) == "43.80"
    assert (line.name, str(line.unit_price_excl_tax)) == ("Ford Vagon", "16.670000")


def test_the_same_again_changes_nothing(api: Caller) -> None:
    first = api.put("/orders/46", sample()).json()

    answer = api.put("/orders/46", sample())

    assert answer.status_code == 200
    assert answer.json() == first | {
        "changed": False,
        "points": first["points"] | {"posted": 0},
    }


def test_the_same_in_other_words_changes_nothing(api: Caller) -> None:
    """Numbers for texts, another offset, what is absent said as null."""
    api.put("/orders/46", sample(paid_at=None, country=""))
    other = sample(
        shipping=5.8, discount=2, placed_at="2026-05-01T08:12:44Z", customer="57"
    )
    del other["paid_at"]

    assert api.put("/orders/46", other).json()["changed"] is False


def test_an_older_statement_is_stale(api: Caller) -> None:
    api.put("/orders/46", sample())

    answer = api.put(
        "/orders/46", sample(reference="OLD", updated_at="2026-05-01T10:12:51+02:00")
    )

    assert (answer.status_code, answer.json()["stale"]) == (200, True)
    assert answer.json()["changed"] is False
    assert Order.objects.get().reference == "XKBKNABJK"


def test_a_refund_takes_back_the_difference(api: Caller) -> None:
    api.put("/orders/46", sample())
    refunded = sample(updated_at=day(1).isoformat())
    refunded["lines"][0]["refunded_quantity"] = 1

    assert points_of(api.put("/orders/46", refunded)) == (1, -2, "available")


def test_a_cancelled_order_stands_at_nothing(api: Caller) -> None:
    api.put("/orders/46", sample())

    answer = api.put("/orders/46", sample(state="cancelled", updated_at=day(1).isoformat()))

    assert points_of(answer) == (0, -3, "cancelled")


def test_a_guests_order_gives_nothing(api: Caller) -> None:
    answer = api.put("/orders/46", sample(customer=None))

    assert (answer.status_code, answer.json()["points"]) == (201, NO_POINTS)


def test_an_order_that_is_not_paid_gives_nothing_yet(api: Caller) -> None:
    answer = api.put("/orders/46", sample(state="pending", paid_at=None))

    assert answer.json()["points"] == NO_POINTS


def test_the_smallest_order(api: Caller) -> None:
    answer = api.put(
        "/orders/46",
        {
            "state": "paid",
            "currency": "EUR",
            "placed_at": "2026-05-01T10:00:00Z",
            "updated_at": "2026-05-01T10:00:00Z",
            "lines": [],
        },
    )

    assert answer.status_code == 201


def test_unknown_fields_are_ignored(api: Caller) -> None:
    order = sample(gift_wrapping=True, gift_cards=[{"code": "x", "amount": "1"}])
    order["lines"][0]["colour"] = "red"

    assert api.put("/orders/46", order).status_code == 201


def test_an_order_earns_before_its_customer_is_stated(api: Caller) -> None:
    api.put("/orders/46", sample())

    answer = api.put("/customers/57", {"updated_at": START.isoformat()})

    assert answer.status_code == 201
    assert api.get("/customers/57/account").json()["points"]["available"] == 3


def test_another_currency_is_refused(api: Caller) -> None:
    answer = api.put("/orders/46", sample(currency="USD"))

    assert answer.status_code == 409
    assert answer.json() == {
        "type": page_of("currency_mismatch"),
        "title": "A rule says no",
        "status": 409,
        "detail": "This shop counts in EUR; the amounts are in USD.",
        "code": "currency_mismatch",
        "given": "USD",
        "expected": "EUR",
    }
    assert not Order.objects.exists()


def test_the_vouchers_an_order_names_are_told(api: Caller, alice: Customer) -> None:
    api.put("/orders/46", sample())
    code = points.convert(customer=alice, points=None, author="x", now=START).code
    used = {"placed_at": day(1).isoformat(), "vouchers": [code, "FID-NOBODYS"]}

    answer = api.put("/orders/47", sample(**used))

    assert answer.json()["vouchers"] == [
        {"code": code, "state": "used"},
        {"code": "FID-NOBODYS", "state": "refused"},
    ]


@pytest.mark.parametrize("lines", [1, 3])
def test_an_order_costs_the_same_whatever_its_lines(
    api: Caller, lines: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Savepoints included; the test's own transaction stands for the one of the call."""
    api.put("/orders/1", sample(cart="1"))
    order = sample(cart="2")
    order["lines"] = [order["lines"][0] | {"id": str(n)} for n in range(lines)]

    with django_assert_max_num_queries(32):
        first = api.put("/orders/2", order)
    with django_assert_max_num_queries(22):
        again = api.put("/orders/2", order)

    assert (first.status_code, again.status_code) == (201, 200)


def test_an_id_may_contain_a_slash(api: Caller) -> None:
    assert api.put("/orders/2026%2F46", sample()).status_code == 201
    assert Order.objects.get().external_id == "2026/46"


def test_a_thousand_unknown_goods_cost_no_more_queries_than_two(
    api: Caller, django_assert_max_num_queries: Any
) -> None:
    """Placeholders are made together: such an order holds no thread for seconds."""

    def order(goods: int) -> dict[str, Any]:
        lines = [
            {"id": f"{each}", "product": f"new{each}", "quantity": 1, "unit_price": "1.00"}
            for each in range(goods)
        ]
        return sample(lines=lines)

    with CaptureQueriesContext(connection) as few:
        assert api.put("/orders/2", order(2)).status_code == 201
    with django_assert_max_num_queries(len(few)):
        assert api.put("/orders/1000", order(1000)).status_code == 201
