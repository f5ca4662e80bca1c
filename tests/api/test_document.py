"""The calls described: for machines in OpenAPI 3.1, for people on a plain page."""

import re
from typing import Any

import pytest

from api.schemas.glossary import MEANINGS, OWN_MEANINGS
from api.schemas.samples import SAMPLE_ORDER
from tests.api.conftest import Caller

CALLS = {
    ("get", "/api/v1/customers/{id}/account"),
    ("get", "/api/v1/levels"),
    ("get", "/api/v1/customers/{id}/points"),
    ("post", "/api/v1/customers/{id}/conversions"),
    ("post", "/api/v1/customers/{id}/actions"),
    ("post", "/api/v1/customers/{id}/login-links"),
    ("get", "/api/v1/wishlist"),
    ("get", "/api/v1/customers/{id}/wishlist"),
    ("get", "/api/v1/customers/{id}/wishlist/{product}"),
    ("put", "/api/v1/customers/{id}/wishlist/{product}"),
    ("delete", "/api/v1/customers/{id}/wishlist/{product}"),
    ("post", "/api/v1/customers/{id}/grants"),
    ("post", "/api/v1/quotes"),
    ("get", "/api/v1/programme"),
    ("get", "/api/v1/changes"),
    ("get", "/api/v1/webhooks"),
    ("post", "/api/v1/webhooks"),
    ("delete", "/api/v1/webhooks/{id}"),
    ("post", "/api/v1/webhooks/{id}/replay"),
    ("post", "/api/v1/earnings"),
    ("get", "/api/v1/vouchers/{code}"),
    ("put", "/api/v1/vouchers/{code}/holds/{cart}"),
    ("delete", "/api/v1/vouchers/{code}/holds/{cart}"),
    ("get", "/api/v1/gift-cards/{code}"),
    ("put", "/api/v1/gift-cards/{code}/holds/{cart}"),
    ("delete", "/api/v1/gift-cards/{code}/holds/{cart}"),
    ("post", "/api/v1/batch"),
    ("put", "/api/v1/customers/{id}"),
    ("delete", "/api/v1/customers/{id}"),
    ("put", "/api/v1/groups/{id}"),
    ("put", "/api/v1/categories/{id}"),
    ("put", "/api/v1/products/{id}"),
    ("delete", "/api/v1/products/{id}"),
    ("put", "/api/v1/carts/{id}"),
    ("delete", "/api/v1/carts/{id}"),
    ("put", "/api/v1/orders/{id}"),
    ("delete", "/api/v1/orders/{id}"),
    ("get", "/api/v1/customers/{id}"),
    ("get", "/api/v1/groups/{id}"),
    ("get", "/api/v1/categories/{id}"),
    ("get", "/api/v1/products/{id}"),
    ("get", "/api/v1/carts/{id}"),
    ("get", "/api/v1/orders/{id}"),
}


@pytest.fixture
def document() -> Any:
    answer = Caller(None).get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def test_the_document_is_openapi_3_1_and_names_every_call(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert {
        (method, path) for path, calls in document["paths"].items() for method in calls
    } == CALLS


def test_every_reference_leads_somewhere(document: Any) -> None:
    schemas = document["components"]["schemas"]

    found = set(re.findall(r"#/components/schemas/(\w+)", repr(document)))

    assert found == set(schemas)


def test_every_call_names_its_key_and_its_problems(document: Any) -> None:
    for calls in document["paths"].values():
        for call in calls.values():
            [key] = call["security"]
            assert key.keys() <= document["components"]["securitySchemes"].keys()
            assert call["responses"]["422"] == {"$ref": "#/components/responses/Problem422"}
    for answer in document["components"]["responses"].values():
        assert set(answer["content"]) == {"application/problem+json"}


def test_an_order_is_described_as_it_is_read(document: Any) -> None:
    order = document["components"]["schemas"]["OrderPayload"]

    assert order["examples"] == [SAMPLE_ORDER]
    assert set(order["required"]) == {
        "updated_at",
        "state",
        "currency",
        "placed_at",
        "lines",
    }
    assert {"type": "null"} in order["properties"]["reference"]["anyOf"]
    assert order["properties"]["shipping"]["anyOf"][0] == {
        "type": ["string", "number"],
        "pattern": r"^\d{1,10}(\.\d{1,2})?$",
        "minimum": 0,
        "exclusiveMaximum": 10**10,
    }


def test_every_post_takes_an_idempotency_key(document: Any) -> None:
    for calls in document["paths"].values():
        if "post" in calls:
            names = [each["name"] for each in calls["post"]["parameters"]]
            assert "Idempotency-Key" in names


def test_the_page_shows_every_call_and_needs_no_key() -> None:
    answer = Caller(None).get("/docs")

    page = answer.text
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    for method, path in CALLS:
        assert f"<code>{method.upper()} {path}</code>" in page
    assert "lines[].refunded_quantity" in page
    assert "string (pending, paid, processing" in page
    assert "XKBKNABJK" in page


def test_the_page_obeys_the_strictest_policy() -> None:
    answer = Caller(None).get("/docs")

    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert not re.search(r"<script|<style| style=| on\w+=|https?://", answer.text)
    assert '<html lang="en">' in answer.text


def test_every_property_has_a_description_and_an_example(document: Any) -> None:
    bare = [
        f"{schema}.{name}"
        for schema, shape in document["components"]["schemas"].items()
        for name, about in shape.get("properties", {}).items()
        if not about.get("description") or not (about.get("examples") or _refers(about))
    ]

    assert bare == []


def _refers(about: Any) -> bool:
    """An object of its own shape, whose properties have their examples."""
    return "$ref" in repr(about)


def test_no_meaning_of_the_glossary_is_without_its_property(document: Any) -> None:
    schemas = document["components"]["schemas"]
    names = {name for shape in schemas.values() for name in shape.get("properties", {})}

    assert MEANINGS.keys() <= names
    for own in OWN_MEANINGS:
        schema, name = own.split(".")
        assert name in schemas[schema]["properties"]
