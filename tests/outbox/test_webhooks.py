"""Webhooks: signed, in order, at least once, and never to where they must not go."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Receiver

from outbox import rules
from outbox.actions import delivering
from outbox.actions.delivering import deliver
from outbox.models import Delivery, Event, Stream, Webhook
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.connectors.servers import Answered, Asked, Server, serving
from tests.constraints import Wrongs, names, refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loopback() -> Iterator[None]:
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True):
        yield


@pytest.fixture
def api(shop: Shop) -> Caller:
    return key_for(shop)


def subscribe(api: Caller, server: Server, **changes: Any) -> Any:
    answer = api.post("/webhooks", {"url": f"{server.address}/e"} | changes)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def give(api: Caller, source: str) -> None:
    answer = api.post("/customers/57/grants", {"points": 1, "source": source})
    assert answer.status_code == 201


def run() -> int:
    webhook = Webhook.objects.select_related("shop").get()
    return deliver(webhook=webhook, now=timezone.now())


def heard(server: Server) -> list[int]:
    return [json.loads(call.body)["data"]["balance"] for call in server.asked]


def test_a_receiver_checks_the_signature_with_the_public_library(
    api: Caller, alice: Customer
) -> None:
    with serving(lambda _asked: Answered()) as server:
        made = subscribe(api, server, events=["points.changed"])
        give(api, "one")
        assert run() == 1

    [call] = server.asked
    item = Receiver(made["secret"]).verify(call.body, call.headers)
    assert item == api.get("/changes").json()["items"][0]
    assert call.headers["webhook-id"] == item["id"]
    assert (item["type"], item["customer"]) == ("points.changed", "57")


def test_events_go_in_their_order_and_once_where_accepted(
    api: Caller, alice: Customer
) -> None:
    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["points.changed"])
        for number in range(5):
            give(api, f"s{number}")
        assert run() == 5
        assert run() == 0

    assert heard(server) == [1, 2, 3, 4, 5]
    assert api.get("/webhooks").json()["items"][0]["position"] == "evt_5"


def test_what_was_before_is_not_posted_and_other_events_neither(
    api: Caller, alice: Customer
) -> None:
    give(api, "before")
    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["tier.changed"])
        give(api, "after")
        assert run() == 0

    assert server.asked == []


def test_a_failing_event_holds_the_next_ones_back_until_it_is_accepted(
    api: Caller, alice: Customer
) -> None:
    answers = iter([500, 200, 200, 200])

    def answer(_asked: Asked) -> Answered:
        return Answered(status=next(answers))

    with serving(answer) as server:
        subscribe(api, server, events=["points.changed"])
        give(api, "one")
        give(api, "two")
        assert run() == 0
        row = Webhook.objects.get()
        assert (row.attempts, row.position) == (1, 0)
        assert row.next_attempt_at is not None
        assert row.next_attempt_at > timezone.now()
        assert run() == 2

    assert heard(server) == [1, 1, 2]
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == [
        *(500, 200),
        200,
    ]
    assert Webhook.objects.get().failing_since is None


def test_after_a_day_it_is_parked_and_a_replay_loses_nothing(
    api: Caller, alice: Customer
) -> None:
    status = {"now": 503}
    with serving(lambda _asked: Answered(status=status["now"])) as server:
        made = subscribe(api, server, events=["points.changed"])
        give(api, "one")
        run()
        with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
            run()
            assert api.get("/webhooks").json()["items"][0]["parked"] is True
            assert run() == 0
            give(api, "two")
            status["now"] = 200
            again = api.post(f"/webhooks/{made['id']}/replay", {"after": "evt_0"})
            assert (again.status_code, again.json()["parked"]) == (200, False)
            assert run() == 2

    assert heard(server)[-2:] == [1, 2]


def test_a_worker_that_is_killed_loses_nothing(
    api: Caller, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the receiver's yes and our note of it: it is posted again."""

    def killed(**_row: Any) -> None:
        raise KeyboardInterrupt

    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["points.changed"])
        give(api, "one")
        give(api, "two")
        with monkeypatch.context() as patched:
            patched.setattr(Delivery.objects, "create", killed)
            with pytest.raises(KeyboardInterrupt):
                run()
        assert run() == 2

    assert heard(server) == [1, 1, 2]


KILLS = 100


def test_a_hundred_kills_lose_nothing_and_keep_the_order(
    api: Caller, alice: Customer, bob: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at a random step: before the call, after it, after the attempt is noted."""
    random = Random(7)
    steps = [
        (delivering, "send"),
        (Delivery.objects, "create"),
        (delivering, "events_after"),
        (delivering, "position_events"),
    ]
    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["points.changed"])
        for number in range(KILLS):
            for customer in ("57", "58"):
                body = {"points": 1, "source": f"s{number}"}
                assert api.post(f"/customers/{customer}/grants", body).status_code == 201
            with monkeypatch.context() as patched:
                place, name = random.choice(steps)
                _kill_after(patched, place, name, calls=random.randrange(3))
                with suppress(KeyboardInterrupt):
                    run()
            # What a killed process leaves: a claim that nobody holds any more.
            Webhook.objects.update(busy_until=None)
        while run():
            pass

    for customer in ("57", "58"):
        told = [json.loads(call.body) for call in server.asked]
        balances = [
            each["data"]["balance"] for each in told if each["customer"] == customer
        ]
        firsts = list(dict.fromkeys(balances))
        assert firsts == list(range(1, KILLS + 1))
        # One that comes again is the one before it, never an older one.
        assert balances == sorted(balances)


def _kill_after(patched: pytest.MonkeyPatch, place: Any, name: str, *, calls: int) -> None:
    """The step works so often; then the process is gone, done or not yet done."""
    really, left = getattr(place, name), [calls]

    def step(*given: Any, **named: Any) -> Any:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return really(*given, **named)

    patched.setattr(place, name, step)


def test_two_workers_do_not_post_at_once(api: Caller, alice: Customer) -> None:
    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["points.changed"])
        give(api, "one")
        Webhook.objects.update(busy_until=timezone.now() + timedelta(seconds=30))
        assert run() == 0
        Webhook.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
        assert run() == 1

    assert len(server.asked) == 1


def test_redirects_are_not_followed(api: Caller, alice: Customer) -> None:
    def answer(asked: Asked) -> Answered:
        return Answered(status=302, headers={"Location": "http://169.254.169.254/"})

    with serving(answer) as server:
        subscribe(api, server, events=["points.changed"])
        give(api, "one")
        assert run() == 0

    assert len(server.asked) == 1
    assert Delivery.objects.get().status == 302


def test_a_private_address_is_refused_when_it_is_made_and_when_it_is_called(
    api: Caller, alice: Customer
) -> None:
    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["points.changed"])
        give(api, "one")
        with override_settings(CONNECTORS_ALLOW_PRIVATE=False):
            assert run() == 0
            for url in ("https://127.0.0.1/e", "https://169.254.169.254/", server.address):
                answer = api.post("/webhooks", {"url": url})
                assert answer.status_code == 422
                assert answer.json()["errors"][0]["field"] == "url"

    assert server.asked == []
    assert Delivery.objects.get().status == 0


def test_the_dns_may_change_its_mind(
    api: Caller, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(CONNECTORS_ALLOW_PRIVATE=False):
        public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: public)
        made = api.post(
            "/webhooks",
            {"url": "https://shop.example.com/e", "events": ["points.changed"]},
        )
        assert made.status_code == 201
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: inside)
        give(api, "one")
        assert run() == 0

    assert "not a public address" in Delivery.objects.get().answer


def test_nobody_there_is_tried_again(api: Caller, alice: Customer) -> None:
    with serving(lambda _asked: Answered()) as server:
        subscribe(api, server, events=["points.changed"])
    give(api, "one")

    assert run() == 0
    assert Webhook.objects.get().attempts == 1


def test_pauses_double_up_to_two_hours() -> None:
    seconds = [rules.pause(attempt).total_seconds() for attempt in (1, 2, 3, 10, 99)]

    assert seconds == [10, 20, 40, 5120, 7200]


def test_webhooks_are_managed_with_the_scope_manage_and_within_the_shop(
    api: Caller, shop: Shop
) -> None:
    with serving(lambda _asked: Answered()) as server:
        made = subscribe(api, server)
    path = f"/webhooks/{made['id']}"
    reader = key_for(shop, ["facts", "read", "redeem", "grant", "erase"])

    assert {
        reader.get("/webhooks").status_code,
        reader.post("/webhooks", {"url": "https://x.example"}).status_code,
        reader.delete(path).status_code,
        reader.post(f"{path}/replay").status_code,
    } == {403}
    told = api.get("/webhooks").json()["items"]
    assert [each["id"] for each in told] == [made["id"]]
    assert "secret" not in told[0]
    assert len(made["events"]) == 10
    assert api.delete(path).status_code == 204
    assert api.delete(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "ftp://shop.example.com"}, "url"),
        ({"url": "nowhere"}, "url"),
        ({}, "url"),
        ({"url": "https://shop.example.com", "events": ["everything"]}, "events.0"),
    ],
)
def test_what_is_no_webhook_is_refused(api: Caller, body: Any, field: str) -> None:
    answer = api.post("/webhooks", body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def _webhook(shop: Shop, **fields: Any) -> Webhook:
    usual = {"url": "https://x.example", "events": ["tier.changed"], "nonce": "n"}
    return Webhook.objects.create(shop=shop, created_at=timezone.now(), **usual | fields)


def _event(shop: Shop, position: int) -> Event:
    return Event.objects.create(shop=shop, type="tier.changed", data={}, position=position)


WRONGS: Wrongs = {
    "stream_purged_within_position": lambda shop: Stream.objects.create(
        shop=shop, position=1, purged=2
    ),
    "event_position_once_per_shop": lambda shop: [_event(shop, 1) for _ in range(2)],
    "webhook_hears_something": lambda shop: _webhook(shop, events=[]),
    "webhook_nonce_once": lambda shop: [_webhook(shop) for _ in range(2)],
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("outbox")


@pytest.mark.parametrize("name", WRONGS)
def test_a_constraint_refuses_its_wrong(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)
