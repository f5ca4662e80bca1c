"""Points for an action, told through the door."""

import pytest
import time_machine

from earning.models import ActionTerms
from shop.models import Shop
from tests.api.conftest import Caller, key_for
from tests.factories import CustomerFactory, day
from tests.statements import set_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alice")]

REVIEW = {"type": "review", "source": "review-7"}


@pytest.fixture(autouse=True)
def offered(shop: Shop) -> None:
    terms = [ActionTerms(type="review", points=4, cap=2, cap_every="month")]
    set_rules(shop, actions=terms)


def test_an_action_gives_points_and_says_what_there_is_now(api: Caller) -> None:
    answer = api.post("/customers/57/actions", REVIEW)

    assert answer.status_code == 201
    told = answer.json()
    assert (told["given"], told["points"]["available"]) == (4, 4)
    assert told["points"]["value"] == "2.00"


def test_the_same_source_again_gives_nothing_more(api: Caller) -> None:
    api.post("/customers/57/actions", REVIEW)

    answer = api.post("/customers/57/actions", REVIEW)

    assert answer.status_code == 200
    assert (answer.json()["given"], answer.json()["points"]["available"]) == (0, 4)


def test_an_idempotency_key_is_told_the_same(api: Caller) -> None:
    first = api.post("/customers/57/actions", REVIEW, Idempotency_Key="k1")
    again = api.post("/customers/57/actions", REVIEW, Idempotency_Key="k1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"


def test_the_movement_names_the_action(api: Caller) -> None:
    api.post("/customers/57/actions", REVIEW)

    (movement,) = api.get("/customers/57/points").json()["items"]

    assert movement["points"] == 4
    assert movement["cause"]["kind"] == "action"
    assert movement["cause"]["source"].startswith("action:review:")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"type": "dancing", "source": "1"}, 422, "invalid"),
        ({"type": "newsletter", "source": "1"}, 409, "not_offered"),
        ({"type": "birthday", "source": "1"}, 409, "not_offered"),
        ({"type": "review"}, 422, "invalid"),
        ({"type": "review", "source": ""}, 422, "invalid"),
        ({"type": "review", "source": "x" * 101}, 422, "invalid"),
        ({"type": "review", "source": "1", "points": 9}, 422, "invalid"),
    ],
)
def test_impossible_action_points_are_refused(
    api: Caller, body: dict[str, str], status: int, code: str
) -> None:
    answer = api.post("/customers/57/actions", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.get("/customers/57/points").json()["items"] == []


def test_a_cap_that_is_reached_opens_again(
    api: Caller, clock: time_machine.Traveller
) -> None:
    for number in range(2):
        body = {"type": "review", "source": f"{number}"}
        assert api.post("/customers/57/actions", body).status_code == 201

    answer = api.post("/customers/57/actions", {"type": "review", "source": "2"})

    assert (answer.status_code, answer.json()["code"]) == (409, "cap_reached")
    assert "2 times a month" in answer.json()["detail"]
    clock.move_to(day(31))
    answer = api.post("/customers/57/actions", {"type": "review", "source": "2"})
    assert answer.status_code == 201


def test_guests_strangers_and_other_shops_are_refused(api: Caller, shop: Shop) -> None:
    CustomerFactory.create(shop=shop, external_id="guest", guest=True)

    answer = api.post("/customers/guest/actions", REVIEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_member")
    assert api.post("/customers/99/actions", REVIEW).status_code == 404


def test_an_action_needs_the_scope_of_facts(shop: Shop) -> None:
    reader = key_for(shop, ["read", "redeem"])

    assert reader.post("/customers/57/actions", REVIEW).status_code == 403
    facts = key_for(shop, ["facts"])
    assert facts.post("/customers/57/actions", REVIEW).status_code == 201
