"""The document's examples are what the API really answers, in every walk the same.

``RECORD_EXAMPLES=1`` writes them anew where the API has changed; the difference is then
read like any other change.
"""

import json
import os
import socket
from typing import Any

import pytest
from django.db import OperationalError

from api import actions as api_actions
from api.document.building import document
from api.document.examples import RECORDED
from api.schemas.responses import PROBLEMS
from earning.models import ActionTerms
from shop.models import Shop
from tests.api.conftest import Caller, key_for
from tests.api.examples.recorder import Recorder
from tests.factories import START, make_card
from tests.statements import set_rules
from tests.tiers.ladder import set_tiers

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A shop with tiers, an action that earns and a gift card; its DNS is public."""
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    really = socket.getaddrinfo

    def looked_up(host: str, *rest: Any, **more: Any) -> Any:
        return public if host == "boutique.example" else really(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    set_tiers(shop, on=-1)
    terms = [ActionTerms(type="review", points=4, cap=2, cap_every="month")]
    set_rules(shop, actions=terms)
    card = make_card(shop, code="CAD-4M2XD97KQAB").code
    _key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=START)
    recorder = Recorder(token, card)
    recorder.walk()
    _problems_of_keys(recorder, shop, monkeypatch)
    return {"calls": recorder.calls, "problems": recorder.problems}


def _problems_of_keys(
    recorder: Recorder, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What depends on the key, and a database that is away."""
    recorder.problem("scope_missing", key_for(shop, ["facts"]).get("/levels").json())
    key, token = api_actions.create_key(shop=shop, name="Slow", now=START)
    key.rate_limit = 1
    key.save()
    Caller(token).get("/levels")
    recorder.problem("too_many_requests", Caller(token).get("/levels").json())
    with monkeypatch.context() as away:
        away.setattr("api.views.tiers.tiers_measures.measure_of", _away)
        recorder.problem("unavailable", key_for(shop).get("/levels").json())


def _away(_shop: Shop) -> None:
    raise OperationalError


def test_the_examples_are_what_the_api_answers(told: dict[str, Any]) -> None:
    said = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("RECORD_EXAMPLES"):
        RECORDED.write_text(said)

    assert json.loads(RECORDED.read_text()) == told


def test_every_answer_has_an_example() -> None:
    bare = [
        f"{call['operationId']} {status}"
        for methods in document()["paths"].values()
        for call in methods.values()
        for status, answer in call["responses"].items()
        if "content" in answer and not answer["content"]["application/json"].get("examples")
    ]
    problems = document()["components"]["responses"]

    assert bare == []
    assert {f"Problem{status}" for status in PROBLEMS} == problems.keys()
    for answer in problems.values():
        assert answer["content"]["application/problem+json"]["examples"]


def test_every_body_has_an_example() -> None:
    bare = [
        call["operationId"]
        for methods in document()["paths"].values()
        for call in methods.values()
        if "requestBody" in call
        and not call["requestBody"]["content"]["application/json"].get("examples")
    ]

    assert bare == []
