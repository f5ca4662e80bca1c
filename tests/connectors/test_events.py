"""A shop calls: what is signed and new is looked at, and nothing of it is believed."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from connectors.actions.access import EVENTS
from connectors.contract import BadSignature, Hint, Kind, ShopEvent
from connectors.encryption import decrypt
from connectors.kinds import kinds
from connectors.models import Connection, PendingRead
from connectors.signatures import sign
from tests.connectors.captures import CAPTURES
from tests.factories import START

RECORDED = sorted((CAPTURES / "2026-11-30" / "module_events").glob("*.txt"))
RECORDED_SECRET = "s3cret-hook"


@pytest.fixture(autouse=True)
def _at_the_start() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Connections that a worker was told to read from."""
    told: list[int] = []
    monkeypatch.setattr("connectors.tasks.read_pending.delay", told.append)
    return told


def send(
    connection: Connection,
    body: str = "order 46",
    *,
    event: str = "msg_1",
    sent: int | None = None,
    secret: str | None = None,
) -> int:
    at = str(int(START.timestamp()) if sent is None else sent)
    key = secret or decrypt(connection.secrets)[EVENTS]
    signature = base64.b64encode(sign(key, event.encode(), at.encode(), body.encode()))
    answer = Client().post(
        f"/api/connections/{connection.public}/events/",
        body.encode(),
        content_type="application/json",
        headers={
            "webhook-id": event,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{signature.decode()}",
        },
    )
    return answer.status_code


@pytest.mark.django_db(transaction=True)
def test_an_event_is_written_down_and_a_worker_told(
    connection: Connection, read: list[int]
) -> None:
    assert send(connection) == 202

    row = PendingRead.objects.get()
    assert (row.kind, row.external_id, row.due_at) == ("order", "46", START)
    assert read == [connection.pk]
    connection.refresh_from_db()
    assert connection.heard_at == START


def test_the_same_event_twice_is_one(connection: Connection, read: list[int]) -> None:
    send(connection)
    PendingRead.objects.all().delete()

    assert send(connection) == 202
    assert not PendingRead.objects.exists()


def test_many_events_of_one_thing_are_one_row(
    connection: Connection, read: list[int]
) -> None:
    for number in range(3):
        send(connection, event=f"msg_{number}")

    assert PendingRead.objects.get().stamp == 3


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_or_early_event_is_refused(
    connection: Connection, late: timedelta, read: list[int]
) -> None:
    assert send(connection, sent=int((START - late).timestamp())) == 401
    assert not PendingRead.objects.exists()


def test_an_event_of_another_secret_is_refused(
    connection: Connection, read: list[int]
) -> None:
    assert send(connection, secret="other") == 401


def test_an_event_that_is_too_large_is_refused(
    connection: Connection, read: list[int]
) -> None:
    assert send(connection, "x" * 65_537) == 413


def test_a_shop_that_was_left_is_not_known(connection: Connection, read: list[int]) -> None:
    known = decrypt(connection.secrets)[EVENTS]
    Connection.objects.update(state="ended", ended_at=START)

    assert send(connection, secret=known) == 404


def woo(body: bytes, **headers: str) -> ShopEvent:
    signature = base64.b64encode(sign("s3cret", body)).decode()
    usual = {"x-wc-webhook-signature": signature, "x-wc-webhook-delivery-id": "d1"}
    return ShopEvent(usual | headers, body)


def test_woocommerce_says_what_to_look_at() -> None:
    event = woo(b'{"id":18,"total":"1.00"}', **{"x-wc-webhook-topic": "order.deleted"})

    assert kinds()["woocommerce"].verify(event, "s3cret") == Hint(Kind.ORDER, "18", "d1")


def test_woocommerces_first_call_tries_the_line() -> None:
    assert kinds()["woocommerce"].verify(ShopEvent({}, b"webhook_id=4"), "s3cret") is None


@pytest.mark.parametrize(
    "event",
    [
        woo(b'{"id":18}', **{"x-wc-webhook-topic": "order.updated"}),
        woo(b"[]", **{"x-wc-webhook-topic": "order.updated"}),
        ShopEvent({"x-wc-webhook-topic": "order.updated"}, b'{"id":18}'),
    ],
)
def test_woocommerces_signature_is_checked(event: ShopEvent) -> None:
    with pytest.raises(BadSignature):
        kinds()["woocommerce"].verify(event, "another secret")


@pytest.mark.skipif(not RECORDED, reason="no recordings beside the repository")
@pytest.mark.parametrize("path", RECORDED, ids=[each.stem for each in RECORDED])
def test_a_recorded_event_is_what_was_signed(path: Path) -> None:
    event = recorded(path)

    kinds()["prestashop"].verify(event, RECORDED_SECRET)

    changed = ShopEvent(event.headers, event.body.replace(b'"id"', b'"iD"'))
    with pytest.raises(BadSignature):
        kinds()["prestashop"].verify(changed, RECORDED_SECRET)


def recorded(path: Path) -> ShopEvent:
    head, _empty, body = path.read_bytes().partition(b"\n\n")
    lines = [line.partition(": ") for line in head.decode().splitlines()[1:]]
    return ShopEvent({name.lower(): value for name, _colon, value in lines}, body)


def test_prestashops_module_says_what_to_look_at() -> None:
    body = json.dumps({"topic": "order", "id": 108}).encode()
    sent = str(int(START.timestamp()))
    signature = base64.b64encode(sign("s3cret", b"m1", sent.encode(), body)).decode()
    event = ShopEvent(
        {
            "webhook-id": "m1",
            "webhook-timestamp": sent,
            "webhook-signature": f"v1,{signature}",
        },
        body,
    )

    assert kinds()["prestashop"].verify(event, "s3cret") == Hint(
        Kind.ORDER, "108", "m1", START
    )
