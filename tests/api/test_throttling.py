"""So many requests a minute and key, counted in Redis; nobody is kept out without it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisGone

from api import authentication
from api.models import ApiKey
from api.throttling import RequestCounter
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alice")]

# A minute of its own: counters outlive a test, and tests run side by side.
NEW_YEAR = datetime(2030, 1, 1, 0, 0, 20, tzinfo=UTC) + timedelta(
    minutes=random.randrange(1_000_000)
)


@pytest.fixture(autouse=True)
def two_a_minute(api: Caller, clock: time_machine.Traveller) -> Caller:
    clock.move_to(NEW_YEAR)
    key = ApiKey.objects.get()
    ApiKey.objects.update(rate_limit=2, last_used_on=NEW_YEAR.date())
    minute = int(NEW_YEAR.timestamp()) // 60
    cache.delete_many([f"api:{key.pk}:{minute}", f"api:{key.pk}:{minute + 1}"])
    return api


def quota(answer: Any) -> tuple[int, str, str, str]:
    return (
        answer.status_code,
        answer["RateLimit-Limit"],
        answer["RateLimit-Remaining"],
        answer["RateLimit-Reset"],
    )


def test_a_key_that_asks_too_often_waits_for_the_next_minute(
    api: Caller, clock: time_machine.Traveller
) -> None:
    assert quota(api.get("/customers/57/account")) == (200, "2", "1", "40")
    assert quota(api.get("/customers/404/account")) == (404, "2", "0", "40")
    refused = api.get("/customers/57/account")
    assert quota(refused) == (429, "2", "0", "40")
    assert refused["Retry-After"] == "40"
    assert refused.json()["code"] == "too_many_requests"

    clock.shift(timedelta(seconds=40))
    assert quota(api.get("/customers/57/account")) == (200, "2", "1", "60")


def test_a_replay_counts_too_and_one_request_counts_once(api: Caller) -> None:
    path = "/customers/57/conversions"

    first = api.post(path, Idempotency_Key="abc")
    again = api.post(path, Idempotency_Key="abc")
    refused = api.post(path, Idempotency_Key="abc")

    assert quota(first)[2] == "1"
    assert quota(again)[2] == "0"
    assert refused.status_code == 429


def test_a_stranger_is_told_no_quota() -> None:
    answer = Caller("wrong").get("/customers/57/account")

    assert "RateLimit-Limit" not in answer


def test_without_redis_facts_still_come_in(
    api: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def gone(name: str) -> int:
        asked.append(name)
        raise RedisGone("refused")

    monkeypatch.setattr(authentication, "count_request", RequestCounter().count)
    monkeypatch.setattr("api.throttling.cache.incr", gone)

    answers = [api.put("/groups/1", {"updated_at": NEW_YEAR.isoformat()}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert "RateLimit-Limit" not in answers[0]
    assert len(asked) == 1
    said = [each.message for each in caplog.records if each.name == "api.throttling"]
    assert said == ["Redis is away: requests are not counted"]


def test_redis_is_looked_for_again_and_missed_only_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counter = RequestCounter()
    key = ApiKey.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr("api.throttling._REST", 0.0)

        def gone(_name: str) -> int:
            raise RedisGone("refused")

        patched.setattr("api.throttling.cache.incr", gone)
        assert [counter.count(key, NEW_YEAR) for _ in range(3)] == [None] * 3

    assert len(caplog.records) == 1
    window = counter.count(key, NEW_YEAR)
    assert window
    assert (window.used, counter.away) == (1, False)
