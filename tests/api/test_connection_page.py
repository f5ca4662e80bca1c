"""« Connexion »: calls of each key, refusals, notes, webhooks and their deliveries."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisAway

from api import actions as api_actions
from api import call_log
from api.models import ApiKey
from outbox.models import Delivery, EventType, Webhook
from shop.models import Customer, Shop
from tests.api.conftest import Caller
from tests.api.test_orders import sample
from tests.factories import START, make_shop
from tests.staff import backoffice, make_staff

pytestmark = pytest.mark.django_db

AT = {"updated_at": START.isoformat()}


@pytest.fixture(autouse=True)
def nothing_logged() -> Iterator[None]:
    """Keys of the database's next test may have the numbers of this one's."""
    call_log._redis().flushdb()
    yield
    call_log._redis().flushdb()
    cache.clear()


@pytest.fixture
def key(shop: Shop) -> tuple[ApiKey, Caller]:
    key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=START)
    return key, Caller(token)


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


def page_of(clerk: Client, shop: Shop, query: str = "") -> Any:
    answer = clerk.get(
        f"/admin/api/apikey/connection/{shop.pk}/{query}", headers={"accept-language": "en"}
    )
    assert answer.status_code == 200
    return answer


def test_the_latest_calls_are_kept_with_answer_and_time(key: tuple[ApiKey, Caller]) -> None:
    row, api = key
    api.put("/customers/57", AT | {"first_name": "Abel"})
    api.get("/customers/999/account")

    refused, taken = call_log.latest_calls(row)

    assert (taken.method, taken.path, taken.status) == ("PUT", "/customers/57", 201)
    assert (refused.status, refused.code) == (404, "unknown")
    assert taken.when == START
    assert taken.milliseconds >= 0


def test_two_hundred_calls_are_kept_of_each_key(
    key: tuple[ApiKey, Caller], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_log, "KEPT", 3)
    row, api = key
    other, token = api_actions.create_key(shop=shop, name="Other", now=START)
    for number in range(5):
        api.get(f"/vouchers/NONE{number}")
    Caller(token).get("/levels")

    assert call_log.KEPT == 3
    assert len(call_log.latest_calls(row)) == 3
    assert [each.path for each in call_log.latest_calls(other)] == ["/levels"]


def test_bodies_are_masked_and_codes_shortened(key: tuple[ApiKey, Caller]) -> None:
    row, api = key
    private = {
        "email": "abel@example.com",
        "first_name": "Abel",
        "birthday": "1990-05-31",
        "address": "1 rue Haute",
        "phone": "0612345678",
        "mobile": 612345678,
        "consents": {"offers": True, "at": START.isoformat(), "wording": "Oui, Abel"},
    }
    api.put("/customers/57", AT | private)
    api.put("/orders/46", sample(vouchers=["FID-7KQ4M2XD9A"], email="abel@example.com"))
    api.get("/vouchers/FID-7KQ4M2XD9A")
    api.put("/vouchers/FID-7KQ4M2XD9A/holds/1403", {})
    api.put("/customers/57/wishlist/Abel@example.com", {"note": "Pour Abel"})

    calls = call_log.latest_calls(row)
    bodies = " ".join(call.asked + call.told for call in calls)

    for word in ("abel", "Abel", "Haute", "1990", "0612345678", "612345678", "7KQ4M2"):
        assert word not in bodies
    order = json.loads(calls[3].asked)
    assert (order["state"], order["total"], order["email"]) == ("paid", "43.80", "…")
    assert order["lines"][0]["quantity"] == 2
    assert calls[2].path == "/vouchers/…D9A"
    assert calls[1].path == "/vouchers/…D9A/holds/1403"


def test_a_refusal_shows_its_sentence_and_its_fields(key: tuple[ApiKey, Caller]) -> None:
    row, api = key
    api.put("/orders/46", {"state": "payed"} | AT)

    [call] = call_log.latest_calls(row)
    told = json.loads(call.told)

    assert {each["field"] for each in told["errors"]} >= {"state", "lines"}
    assert told["detail"].startswith("Some values are missing")


def test_refusals_are_counted_by_their_code_those_of_batches_too(
    key: tuple[ApiKey, Caller],
) -> None:
    row, api = key
    api.get("/customers/999/account")
    api.get("/customers/998/account")
    bad = {"type": "customer", "id": "1", "body": {}}
    good = {"type": "customer", "id": "2", "body": AT}
    api.post("/batch", {"items": [bad, bad, good]})

    assert call_log.refusals_of([row.pk], timezone.now()) == {"unknown": 2, "invalid": 2}


def test_calls_above_the_limit_push_no_others_off(
    key: tuple[ApiKey, Caller], shop: Shop
) -> None:
    row, api = key
    ApiKey.objects.update(rate_limit=1)
    api.get("/levels")
    api.get("/levels")

    assert [call.status for call in call_log.latest_calls(row)] == [200]
    assert call_log.refusals_of([row.pk], timezone.now()) == {"too_many_requests": 1}


def test_a_call_is_answered_while_redis_is_away(
    key: tuple[ApiKey, Caller], clerk: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pipeline:
        def __getattr__(self, name: str) -> Any:
            return lambda *_asked, **_more: None

        def execute(self) -> None:
            raise RedisAway

    class Away:
        def pipeline(self, **_how: Any) -> Pipeline:
            return Pipeline()

        def lrange(self, *_asked: Any) -> None:
            raise RedisAway

    with monkeypatch.context() as away:
        away.setattr(call_log, "_redis", Away)
        assert key[1].get("/levels").status_code == 200
        assert "cannot be read at the moment" in page_of(clerk, shop).content.decode()


def test_the_page_shows_keys_calls_refusals_and_notes(
    key: tuple[ApiKey, Caller], clerk: Client, shop: Shop
) -> None:
    row, api = key
    api.put("/orders/46", sample(total="99.00"))
    api.get("/customers/999/account")

    page = page_of(clerk, shop)
    text = page.content.decode()

    assert [each.code for each in page.context["refused"]] == ["unknown"]
    assert [(each.code, each.times) for each in page.context["noted"]] == [
        ("total_differs", 1)
    ]
    assert "PUT /orders/46" in text
    assert "a command on the server" in text
    assert "/api/v1/docs/errors/total_differs" in text
    assert row.prefix in text


def test_the_calls_of_another_key_are_a_click_away(
    key: tuple[ApiKey, Caller], clerk: Client, shop: Shop
) -> None:
    other, token = api_actions.create_key(shop=shop, name="ERP", now=START)
    Caller(token).get("/wishlist")

    page = page_of(clerk, shop, f"?key={other.pk}")

    assert page.context["chosen"] == other
    assert [call.path for call, *_bodies in page.context["calls"]] == ["/wishlist"]


def _webhook(shop: Shop, **fields: Any) -> Webhook:
    webhook = Webhook.objects.create(
        shop=shop,
        url="https://shop.example.com/e",
        events=EventType.values,
        nonce=f"n{shop.pk}",
        created_at=START,
        **fields,
    )
    Delivery.objects.create(
        shop=shop,
        webhook=webhook,
        position=1,
        type="points.changed",
        status=503,
        answer="Service Unavailable",
        attempted_at=START,
        milliseconds=12,
    )
    return webhook


def test_a_webhook_is_shown_with_its_deliveries_and_sent_again(
    key: tuple[ApiKey, Caller], clerk: Client, shop: Shop, alice: Customer
) -> None:
    key[1].post("/customers/57/grants", {"points": 1, "source": "a"})
    webhook = _webhook(shop, failing_since=START, parked_at=START, attempts=9)
    text = page_of(clerk, shop).content.decode()
    again = f"/admin/outbox/webhook/{webhook.pk}/replay/"

    assert "Given up on" in text
    assert "503" in text
    assert "Service Unavailable" in text
    assert again in text
    assert clerk.get(again).status_code == 200
    webhook.refresh_from_db()
    assert webhook.parked_at is not None
    assert clerk.post(again).status_code == 302
    sent = Webhook.objects.get()
    assert (sent.parked_at, sent.attempts, sent.position) == (None, 0, 0)
    assert LogEntry.objects.get().change_message == "Sent again."


def test_another_shop_is_not_shown(clerk: Client) -> None:
    other = make_shop("other")
    webhook = _webhook(other)

    assert clerk.get(f"/admin/api/apikey/connection/{other.pk}/").status_code == 404
    assert clerk.post(f"/admin/outbox/webhook/{webhook.pk}/replay/").status_code == 404


def test_the_page_costs_the_same_whatever_has_been_called(
    key: tuple[ApiKey, Caller], clerk: Client, shop: Shop, django_assert_num_queries: Any
) -> None:
    page_of(clerk, shop)
    with django_assert_num_queries(8):
        page_of(clerk, shop)
    for number in range(3):
        key[1].get(f"/customers/{number}/account")
        api_actions.create_key(shop=shop, name=f"K{number}", now=START)
    with django_assert_num_queries(8):
        page_of(clerk, shop)
