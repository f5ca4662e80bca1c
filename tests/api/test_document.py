"""The calls described: for machines in OpenAPI 3.1, for people on a plain page."""

import re
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

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
    assert not re.search(
        r"<script|<style| style=| on\w+=|(href|src|action)=.https?:", answer.text
    )
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


@pytest.mark.parametrize(
    ("sought", "found", "not_found"),
    [
        ("voucher hold", "put_hold", "put_category"),
        ("refunded_quantity", "put_order", "get_tiers"),
        ("GET /customers", "get_account", "put_product"),
    ],
)
def test_the_page_shows_the_calls_that_are_searched_for(
    sought: str, found: str, not_found: str
) -> None:
    page = Caller(None).get(f"/docs?q={sought.replace(' ', '+')}").text

    assert f'<section id="{found}">' in page
    assert f'<section id="{not_found}">' not in page
    assert f'value="{sought}"' in page


def test_a_search_without_a_match_says_so_and_repeats_no_markup() -> None:
    page = Caller(None).get("/docs?q=%3Cscript%3Ealert(1)%3C/script%3E").text

    assert "No call has these words." in page
    assert "<script>alert" not in page


def test_tags_come_in_the_order_in_which_a_shop_needs_them(document: Any) -> None:
    tags = [each["name"] for each in document["tags"]]
    used = [
        call["tags"][0] for calls in document["paths"].values() for call in calls.values()
    ]

    assert tags[:3] == ["Facts", "Carts", "Customers"]
    assert list(dict.fromkeys(used)) == tags
    assert all(each["description"] for each in document["tags"])
    assert document["servers"] == [
        {"url": "http://localhost:8000", "description": "This installation"}
    ]


def test_every_parameter_is_described(document: Any) -> None:
    bare = [
        f"{call['operationId']} {each['name']}"
        for calls in document["paths"].values()
        for call in calls.values()
        for each in call["parameters"]
        if not each.get("description") or "example" not in each
    ]

    assert bare == []


def test_the_document_is_valid_and_its_examples_fit_their_schemas(document: Any) -> None:
    validate(document)
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            content = [call["requestBody"]] if "requestBody" in call else []
            content += [each for each in call["responses"].values() if "content" in each]
            for each in content:
                kind = each["content"]["application/json"]
                for title, example in kind["examples"].items():
                    errors = _errors(kind["schema"], example["value"], document)
                    assert errors == [], f"{method} {path}, {title}"
    problem = {"$ref": "#/components/schemas/ProblemResponse"}
    for answer in document["components"]["responses"].values():
        for example in answer["content"]["application/problem+json"]["examples"].values():
            assert _errors(problem, example["value"], document) == []


def test_the_examples_of_properties_fit_their_schemas(document: Any) -> None:
    wrong = [
        f"{schema}.{name}: {example!r}"
        for schema, shape in document["components"]["schemas"].items()
        for name, about in shape.get("properties", {}).items()
        for example in about.get("examples", [])
        if _errors(about, example, document)
    ]

    assert wrong == []


def _errors(schema: Any, value: Any, document: Any) -> list[str]:
    whole = {**schema, "components": document["components"]}
    return [error.message for error in OAS31Validator(whole).iter_errors(value)]
