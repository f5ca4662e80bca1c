"""Many facts in one request: each stands, or falls, for itself."""

from typing import Any

import pytest

from api.models import StoredResponse
from shop.models import Category, Customer, Order, Shop
from tests.api.conftest import Caller, page_of
from tests.api.test_orders import sample
from tests.factories import START

pytestmark = pytest.mark.django_db

AT = {"updated_at": START.isoformat()}


def item(kind: str, external_id: str, **body: Any) -> dict[str, Any]:
    return {"type": kind, "id": external_id, "body": AT | body}


def send(api: Caller, *items: Any, **headers: str) -> list[Any]:
    answer = api.post("/batch", {"items": items}, **headers)
    assert answer.status_code == 200, answer.json()
    results: list[Any] = answer.json()["results"]
    return results


def test_every_type_is_taken_in_and_answered_in_order(api: Caller) -> None:
    results = send(
        api,
        item("group", "3", name="Or"),
        item("customer", "57", group="3"),
        item("category", "2"),
        item("product", "3", categories=["2"]),
        item("cart", "1403", customer="57"),
        {"type": "order", "id": "46", "body": sample()},
    )

    taken = {"status": 201, "changed": True, "stale": False}
    assert results == [
        {"type": "group", "id": "3"} | taken,
        {"type": "customer", "id": "57"} | taken,
        {"type": "category", "id": "2"} | taken,
        {"type": "product", "id": "3"} | taken,
        {"type": "cart", "id": "1403"} | taken,
        {"type": "order", "id": "46"}
        | taken
        | {
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
        },
    ]


def test_the_same_again_changes_nothing(api: Caller) -> None:
    send(api, item("customer", "57"))

    assert send(api, item("customer", "57")) == [
        {"type": "customer", "id": "57", "status": 200, "changed": False, "stale": False}
    ]


def test_a_bad_item_sinks_no_other(api: Caller) -> None:
    results = send(
        api,
        item("customer", "1"),
        item("customer", "2", language="français"),
        {"type": "order", "id": "3", "body": sample(currency="USD")},
        {"type": "order", "id": "4", "body": sample(discount="-99")},
        item("customer", "5"),
    )

    assert [each["status"] for each in results] == [201, 422, 409, 422, 201]
    known = Customer.objects.order_by("pk").values_list("external_id", flat=True)
    assert list(known) == ["1", "5"]
    assert not Order.objects.exists()
    assert results[1] == {
        "type": "customer",
        "id": "2",
        "status": 422,
        "problem": {
            "type": page_of("invalid"),
            "title": "A value cannot be taken",
            "status": 422,
            "detail": "Some values are missing or cannot be taken: see “errors”.",
            "code": "invalid",
            "errors": [
                {
                    "field": "language",
                    "message": "This text does not have the form it needs.",
                }
            ],
        },
    }
    assert results[2]["problem"]["code"] == "currency_mismatch"
    assert results[3]["problem"]["errors"][0]["field"] == "discount"


@pytest.mark.parametrize(
    ("bad", "named", "fields"),
    [
        (None, (None, None), [""]),
        ("order", (None, None), [""]),
        ({}, (None, None), ["type", "id", "body"]),
        (item("payment", "1"), ("payment", "1"), ["type"]),
        (item("order", "x" * 101), ("order", "x" * 101), ["id"]),
        ({"type": "order", "id": 7, "body": {}}, ("order", None), ["id"]),
        ({"type": "group", "id": "1", "body": []}, ("group", "1"), ["body"]),
        ({"type": "group", "id": "1", "body": {}}, ("group", "1"), ["updated_at"]),
        (item("group", "1") | {"when": "now"}, ("group", "1"), ["when"]),
    ],
)
def test_an_item_that_cannot_be_read_is_told_as_it_named_itself(
    api: Caller, bad: Any, named: Any, fields: list[str]
) -> None:
    [told, good] = send(api, bad, item("customer", "1"))

    assert ((told["type"], told["id"]), told["status"]) == (named, 422)
    assert [error["field"] for error in told["problem"]["errors"]] == fields
    assert good["status"] == 201


def test_an_item_that_breaks_sinks_no_other(
    api: Caller, monkeypatch: pytest.MonkeyPatch, shop: Shop
) -> None:
    def broken(**_statement: Any) -> None:
        Category.objects.create(shop=shop, external_id="half")
        raise RuntimeError

    monkeypatch.setattr("programme.actions.receiving.state_category", broken)

    results = send(api, item("category", "1"), item("customer", "1"))

    assert [each["status"] for each in results] == [500, 201]
    assert results[0]["problem"]["code"] == "unexpected"


def test_a_thousand_items_and_no_more(api: Caller) -> None:
    assert len(send(api, *[None] * 1000)) == 1000

    answer = api.post("/batch", {"items": [None] * 1001})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "items", "message": "At most 1000 of them."}
    ]


def test_an_empty_batch(api: Caller) -> None:
    assert send(api) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [(None, ""), ([], ""), ({}, "items"), ({"items": {}}, "items")],
)
def test_a_body_that_is_no_batch_is_invalid(api: Caller, body: Any, field: str) -> None:
    answer = api.post("/batch", body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_unknown_field_of_a_batch_is_refused(api: Caller) -> None:
    answer = api.post("/batch", {"items": [], "atomic": True})

    assert answer.json()["errors"] == [
        {"field": "atomic", "message": "There is no such field."}
    ]


def test_the_same_key_is_told_the_same(api: Caller) -> None:
    first = send(api, item("customer", "1"), Idempotency_Key="abc")

    again = api.post("/batch", {"items": [item("customer", "1")]}, Idempotency_Key="abc")
    other = api.post("/batch", {"items": []}, Idempotency_Key="abc")

    assert again.json()["results"] == first
    assert again["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert StoredResponse.objects.count() == 1


def test_an_invalid_batch_is_answered_the_same_again(api: Caller) -> None:
    api.post("/batch", {}, Idempotency_Key="abc")

    again = api.post("/batch", {}, Idempotency_Key="abc")

    assert (again.status_code, again["Idempotent-Replayed"]) == (422, "true")
