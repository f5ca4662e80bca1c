import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from programme.tasks import HEARTBEAT, heartbeat


def test_the_process_says_it_is_alive_to_whoever_asks() -> None:
    page = Client().get("/healthz", headers={"host": "10.0.0.7"})

    assert (page.status_code, page.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_the_site_is_ready_once_beat_has_been_seen() -> None:
    cache.delete(HEARTBEAT)

    before = Client().get("/readyz")
    heartbeat()
    after = Client().get("/readyz")

    assert (before.status_code, json.loads(before.content)["beat"]) == (503, "never seen")
    assert (after.status_code, json.loads(after.content)) == (
        200,
        {"database": "ok", "migrations": "ok", "broker": "ok", "beat": "ok"},
    )


@pytest.mark.django_db
def test_a_silent_beat_is_not_ready() -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    cache.set(HEARTBEAT, long_ago.isoformat())

    page = Client().get("/readyz")

    assert page.status_code == 503
    assert json.loads(page.content)["beat"].startswith("last seen")
