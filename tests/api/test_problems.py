"""Whatever goes wrong is told as a problem document, in the reader's language."""

import logging
from typing import Any

import psycopg2
import pytest
from django.db import OperationalError
from django.http import UnreadablePostError
from django.test import RequestFactory, override_settings
from django.utils import translation

from api import middleware
from api.error_messages import error_messages
from loyalty_site.wsgi import application
from tests.api.conftest import Caller
from tests.api.test_orders import sample
from tests.factories import START

pytestmark = pytest.mark.django_db

AT = {"updated_at": START.isoformat()}


def told(answer: Any, status: int, code: str) -> Any:
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (
        status,
        status,
        code,
    )
    assert problem.keys() >= {"type", "title", "detail"}
    return problem


@pytest.mark.parametrize(
    "path", ["", "/", "/nowhere", "/customers", "/customers/", "/orders/", "/docs/more"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
def test_an_unknown_address_is_not_found(method: str, path: str) -> None:
    if path:
        told(Caller(None).raw(method, path, b""), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("post", "/orders/1", {"GET", "PUT", "DELETE"}),
        ("patch", "/customers/1", {"GET", "PUT", "DELETE"}),
        ("put", "/batch", {"POST"}),
        ("put", "/customers/57/account", {"GET"}),
        ("options", "/batch", {"POST"}),
        ("post", "/docs", {"GET", "HEAD"}),
        ("delete", "/openapi.json", {"GET", "HEAD"}),
    ],
)
def test_another_method_is_told_which_there_are(
    api: Caller, method: str, path: str, allowed: set[str]
) -> None:
    answer = api.raw(method, path, b"")

    told(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        '{"updated_at": "é"}'.encode("latin-1"),
        "{}".encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"NaN",
        b'{"x": Infinity}',
        b'{"x": 1e99999999999999999999}',
        b'{"x": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b"updated_at=2026",
        b"\0",
    ],
)
def test_a_body_that_is_no_json_is_malformed(api: Caller, body: bytes) -> None:
    told(api.raw("put", "/groups/1", body), 400, "malformed_json")


def test_a_body_larger_than_a_mebibyte_is_refused(api: Caller) -> None:
    most = 1024 * 1024
    assert api.raw("put", "/groups/1", b" " * most).status_code == 400

    told(api.raw("put", "/groups/1", b" " * (most + 1)), 413, "body_too_large")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        told(api.put("/groups/1", AT), 413, "body_too_large")


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "nonsense"])
def test_another_charset_is_refused(api: Caller, charset: str) -> None:
    answer = api.client.put(
        "/api/v1/groups/1?x=%FF",
        b"{}",
        content_type=f"application/json; charset={charset}",
        headers=api.headers,
    )

    told(answer, 415, "unsupported_charset")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=rot13", "415"),
        ("application/json; charset=idna", "415"),
        ("application/json; x=" + "y" * 1_000_000, "404"),
        ("application/json; x*=nonsense''y", "404"),
    ],
)
def test_a_content_type_without_sense_breaks_nothing(kind: str, status: str) -> None:
    """Django would fail on these before any view, where its test client cannot go."""
    environ = RequestFactory().generic("PUT", "/api/v1/nowhere?x=%FF").environ
    statuses: list[str] = []
    start: Any = lambda status, _headers: statuses.append(status[:3])  # noqa: E731

    application(environ | {"CONTENT_TYPE": kind}, start)

    assert statuses == [status]


@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", "application/x-www-form-urlencoded", ""]
)
def test_json_is_read_whatever_it_is_called(api: Caller, kind: str) -> None:
    answer = api.client.put(
        "/api/v1/groups/1",
        b'{"updated_at": "2026-05-01T12:00:00Z"}',
        content_type=kind,
        headers=api.headers,
    )

    assert answer.status_code == 201


@pytest.mark.usefixtures("alice")
def test_too_many_parameters_are_told(api: Caller) -> None:
    query = "&".join(f"a{number}=1" for number in range(1001))

    told(api.get(f"/customers/57/points?{query}"), 400, "malformed_request")


def test_a_connection_that_breaks_off_is_told(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_request: Any) -> None:
        raise UnreadablePostError

    monkeypatch.setattr(middleware, "_check_body", broken)

    told(api.put("/groups/1", AT), 400, "malformed_request")


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "en"),
        ("*", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("de,fr;q=0.5", "fr"),
        ("en-GB,fr;q=0.5", "en"),
        ("fr;q=0.4, en;q=0.6", "en"),
    ],
)
def test_an_answer_is_english_unless_another_language_is_asked_for(
    api: Caller, asked: str | None, spoken: str
) -> None:
    del api.headers["Accept-Language"]
    if asked is not None:
        api.headers["Accept-Language"] = asked
    api.client.cookies["django_language"] = "fr"

    answer = api.put("/groups/1", {})

    assert answer["Content-Language"] == spoken
    assert answer.json()["errors"] == [
        {
            "field": "updated_at",
            "message": {"en": "This is needed.", "fr": "Ce champ est obligatoire."}[spoken],
        }
    ]


def test_an_unexpected_error_is_answered_and_logged(
    api: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_statement: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("api.receiving.state_group", broken)

    answer = api.put("/groups/1", AT)

    told(answer, 500, "unexpected")
    assert "secret" not in answer.text
    assert [each.message for each in caplog.records if each.name.startswith("api")] == [
        "Unexpected"
    ]


class Deadlock(psycopg2.OperationalError):
    pgcode = "40P01"


def failing(times: int, cause: Exception | None) -> Any:
    """A statement that the database turns down so many times."""
    left = iter(range(times))

    def state(**statement: Any) -> Any:
        if next(left, None) is not None:
            raise OperationalError("no") from cause
        return _state_group(**statement)

    from shop.actions.customers import state_group as _state_group  # noqa: PLC0415

    return state


def test_a_deadlocked_call_tries_again(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.receiving.state_group", failing(3, Deadlock()))

    assert api.put("/groups/1", AT).status_code == 201


@pytest.mark.parametrize(("times", "cause"), [(4, Deadlock()), (1, None)])
def test_a_database_that_does_not_answer_is_told(
    api: Caller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    times: int,
    cause: Exception | None,
) -> None:
    monkeypatch.setattr("api.receiving.state_group", failing(times, cause))

    answer = api.put("/groups/1", AT)

    told(answer, 503, "unavailable")
    assert answer["Retry-After"] == "5"
    assert caplog.records[0].levelno == logging.ERROR


def test_an_item_of_a_batch_tries_again_for_itself(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.receiving.state_group", failing(1, Deadlock()))
    items = [
        {"type": "customer", "id": "1", "body": AT},
        {"type": "group", "id": "1", "body": AT},
    ]

    results = api.post("/batch", {"items": items}).json()["results"]

    assert [(each["status"], each["changed"]) for each in results] == [(201, True)] * 2


def test_a_batch_that_lost_its_database_is_told_and_not_remembered(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.receiving.state_group", failing(1, None))
    batch = {
        "items": [
            {"type": "customer", "id": "1", "body": AT},
            {"type": "group", "id": "1", "body": AT},
        ]
    }

    told(api.post("/batch", batch, Idempotency_Key="abc"), 503, "unavailable")
    again = api.post("/batch", batch, Idempotency_Key="abc")

    results = again.json()["results"]
    assert [(each["status"], each["changed"]) for each in results] == [
        (200, False),
        (201, True),
    ]


def test_an_order_larger_than_the_books_can_hold_is_invalid(api: Caller) -> None:
    order = sample(discount="0", total=None)
    order["lines"] = [
        {"id": str(n), "product": "1", "quantity": 2**31 - 1, "unit_price": "99999999"}
        for n in range(3)
    ]

    told(api.put("/orders/1", order), 422, "invalid")


def test_an_error_without_a_sentence_of_its_own_is_answered() -> None:
    with translation.override("en"):
        errors = error_messages([{"type": "never_seen", "loc": ("lines", 0, "id")}])

    assert errors == [{"field": "lines.0.id", "message": "This value cannot be taken."}]
