"""Real connections at once: one row, one voucher, one answer, and nothing breaks."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.models import StoredResponse
from shop.models import Customer, Order
from tests.api.conftest import Caller
from tests.api.test_orders import sample
from tests.factories import START, day
from tests.statements import assert_honest, points_of, put_order
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db(transaction=True)

AT = {"updated_at": START.isoformat()}


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Each on a connection of its own; the answers in the order of the calls."""

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_golden_case_7_the_same_order_on_five_connections_counts_once(
    api: Caller, alice: Customer
) -> None:
    answers = at_once([lambda: api.put("/orders/46", sample())] * 5)

    assert statuses(answers) == [200, 200, 200, 200, 201]
    assert sorted(answer.json()["points"]["posted"] for answer in answers) == [
        0,
        0,
        0,
        0,
        3,
    ]
    assert Order.objects.count() == 1
    assert points_of(alice) == (3, 0, 0)


def test_the_same_new_customer_on_five_connections_is_one(api: Caller) -> None:
    answers = at_once([lambda: api.put("/customers/57", AT)] * 5)

    assert statuses(answers) == [200, 200, 200, 200, 201]
    assert Customer.objects.count() == 1


def test_orders_that_share_everything_wait_for_each_other(api: Caller) -> None:
    """Crossed customers, carts and unknown products, several times over."""

    def state(number: int) -> Any:
        order = sample(customer=str(number % 3), cart=str(number % 2), vouchers=[])
        order["updated_at"] = day(number).isoformat()
        order["lines"] = [
            order["lines"][0] | {"id": str(n), "product": str((n * 7 + number) % 5)}
            for n in range(4)
        ]
        return api.put(f"/orders/{number % 4}", order)

    answers = at_once([lambda n=n: state(n) for n in range(24)])  # type: ignore[misc]

    assert max(answer.status_code for answer in answers) < 300
    assert Order.objects.count() == 4
    assert_honest()


def test_one_key_on_five_connections_converts_once(api: Caller, alice: Customer) -> None:
    put_order(alice.shop, "46", customer=alice)

    def convert() -> Any:
        body = {"points": 1}
        return api.post("/customers/57/conversions", body, Idempotency_Key="abc")

    answers = at_once([convert] * 5)

    assert statuses(answers) == [201] * 5
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 4
    assert Voucher.objects.count() == 1
    assert points_of(alice) == (3, 0, 0)


def test_the_claim_precedes_whatever_is_done(api: Caller, alice: Customer) -> None:
    put_order(alice.shop, "46", customer=alice)

    with CaptureQueriesContext(connection) as sql:
        api.post("/customers/57/conversions", Idempotency_Key="abc")

    steps = [re.sub('"', "", each["sql"]) for each in sql]
    claim = next(
        n for n, step in enumerate(steps) if "INSERT INTO api_storedresponse" in step
    )
    lock = next(n for n, step in enumerate(steps) if "FOR NO KEY UPDATE" in step)
    issue = next(n for n, step in enumerate(steps) if "INSERT INTO vouchers" in step)
    filled = next(n for n, step in enumerate(steps) if "UPDATE api_storedresponse" in step)
    assert claim < lock < issue < filled
    assert steps[claim - 2 : claim].count("BEGIN") == 1
    assert steps[-1] == "COMMIT"
    assert steps.count("COMMIT") == 1


def test_the_same_points_become_one_voucher(api: Caller, alice: Customer) -> None:
    put_order(alice.shop, "46", customer=alice)

    answers = at_once([lambda: api.post("/customers/57/conversions")] * 5)

    assert statuses(answers) == [201, 409, 409, 409, 409]
    assert Voucher.objects.count() == 1
    assert_honest()


def test_one_key_for_one_batch_keeps_one_answer(api: Caller) -> None:
    items = [{"type": "customer", "id": str(number), "body": AT} for number in range(5)]

    answers = at_once(
        [lambda: api.post("/batch", {"items": items}, Idempotency_Key="abc")] * 3
    )

    assert statuses(answers) == [200] * 3
    assert Customer.objects.count() == 5
    assert StoredResponse.objects.count() == 1


def test_an_erasure_and_an_order_at_once_end_with_nobody(api: Caller) -> None:
    api.put("/customers/57", AT)

    answers = at_once(
        [lambda: api.put("/orders/46", sample()), lambda: api.delete("/customers/57")] * 3
    )

    assert max(answer.status_code for answer in answers) < 300
    assert Order.objects.get().email == ""
    assert api.get("/customers/57/account").json()["points"]["available"] == 0
    assert_honest()


def test_the_same_grant_on_five_connections_gives_once(
    api: Caller, alice: Customer
) -> None:
    grant = {"points": 120, "source": "aio-2026-11"}

    answers = at_once([lambda: api.post("/customers/57/grants", grant)] * 5)

    assert statuses(answers) == [200, 200, 200, 200, 201]
    assert points_of(alice) == (120, 0, 0)
