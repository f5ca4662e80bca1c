"""Points into a voucher: refused by rule, and done once under an Idempotency-Key."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api import actions as api_actions
from api.models import StoredResponse
from api.tasks import purge_responses
from loyalty_site.celery import app
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for, page_of
from tests.factories import START, day
from tests.statements import points_of, put_order, set_rules
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def four_points(alice: Customer) -> None:
    put_order(alice.shop, "46", customer=alice)


def convert(api: Caller, body: Any = None, key: str | None = None) -> Any:
    headers = {"Idempotency_Key": key} if key is not None else {}
    return api.post("/customers/57/conversions", body, **headers)


@pytest.mark.parametrize("body", [None, {}, {"points": None}, {"points": 4}])
def test_all_points_become_a_voucher(api: Caller, alice: Customer, body: Any) -> None:
    answer = convert(api, body)

    voucher = Voucher.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "voucher": {
            "code": voucher.code,
            "origin": "points",
            "kind": "amount",
            "amount": "2.00",
            "percent": None,
            "valid_until": "2027-05-02T00:00:00+02:00",
            "minimum": "5.00",
            "minimum_of_goods": False,
            "max_amount": None,
            "highlight": True,
        },
        "points": {
            "available": 0,
            "pending": 0,
            "debt": 0,
            "value": "0.00",
            "convertible": 0,
            "expiring": [],
        },
    }
    assert voucher.author.startswith("api:")
    assert points_of(alice) == (0, 0, 0)


def test_a_part_of_the_points_becomes_a_voucher(api: Caller) -> None:
    told = convert(api, {"points": 3}).json()

    assert (told["voucher"]["amount"], told["points"]["available"]) == ("1.50", 1)


def test_converting_more_points_than_there_are_is_refused(
    api: Caller, alice: Customer
) -> None:
    answer = convert(api, {"points": 5})

    assert answer.status_code == 409
    assert answer.json() == {
        "type": page_of("not_enough_points"),
        "title": "A rule says no",
        "status": 409,
        "detail": "5 points asked, 4 available.",
        "code": "not_enough_points",
        "asked": 5,
        "available": 4,
    }
    assert points_of(alice) == (4, 0, 0)


def test_converting_less_than_the_minimum_is_refused(api: Caller, shop: Shop) -> None:
    set_rules(shop, convert_minimum=5)

    assert convert(api).json()["code"] == "nothing_to_convert"


def test_converting_a_broken_step_is_refused(api: Caller, shop: Shop) -> None:
    set_rules(shop, convert_step=2)

    assert convert(api, {"points": 3}).json()["code"] == "wrong_step"


@pytest.mark.parametrize(
    "points", [0, -1, 1.5, "4", True, [], 2**31, 10**30, "NaN", {"all": True}]
)
def test_an_impossible_number_of_points_is_invalid(api: Caller, points: Any) -> None:
    answer = convert(api, {"points": points})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["points"]


@pytest.mark.parametrize("body", [{"point": 4}, [], "all", 4])
def test_an_unknown_field_is_refused(api: Caller, alice: Customer, body: Any) -> None:
    assert convert(api, body).status_code == 422
    assert points_of(alice) == (4, 0, 0)


def test_nobodys_points_are_not_found(api: Caller) -> None:
    answer = api.post("/customers/404/conversions")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


def test_the_same_key_converts_once_and_is_told_the_same(api: Caller) -> None:
    first = convert(api, {"points": 1}, "abc")

    again = convert(api, {"points": 1}, "abc")

    assert Voucher.objects.count() == 1
    assert (again.status_code, again.content) == (201, first.content)
    assert StoredResponse.objects.get().status == 201
    assert again["Content-Type"].startswith("application/json")
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first


@pytest.mark.parametrize("other", [{"points": 2}, None])
def test_the_same_key_for_another_body_is_refused(api: Caller, other: Any) -> None:
    convert(api, {"points": 1}, "abc")

    answer = convert(api, other, "abc")

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"
    assert Voucher.objects.count() == 1


@pytest.mark.usefixtures("bob")
def test_the_same_key_for_another_customer_is_refused(api: Caller) -> None:
    convert(api, None, "abc")

    answer = api.post("/customers/58/conversions", Idempotency_Key="abc")

    assert answer.json()["code"] == "idempotency_key_reused"


def test_another_callers_key_of_the_same_name_is_its_own(api: Caller, shop: Shop) -> None:
    convert(api, {"points": 1}, "abc")

    assert convert(key_for(shop), {"points": 1}, "abc").status_code == 201
    assert Voucher.objects.count() == 2


@pytest.mark.parametrize(("points", "status"), [(5, 409), (0, 422)])
def test_a_refusal_is_told_again(
    api: Caller, alice: Customer, points: int, status: int
) -> None:
    first = convert(api, {"points": points}, "abc")
    put_order(alice.shop, "47", customer=alice)

    again = convert(api, {"points": points}, "abc")

    assert (first.status_code, again.status_code) == (status, status)
    assert again.content == first.content
    assert again["Content-Type"] == "application/problem+json"
    assert again["Idempotent-Replayed"] == "true"


def test_a_response_that_may_differ_next_time_is_not_stored(api: Caller) -> None:
    path = "/customers/99/conversions"
    assert api.post(path, Idempotency_Key="abc").status_code == 404

    api.put("/customers/99", {"updated_at": START.isoformat()})

    assert api.post(path, Idempotency_Key="abc").status_code == 409


def test_a_missing_scope_is_not_kept(shop: Shop) -> None:
    answer = convert(key_for(shop, ["read"]), None, "abc")

    assert answer.status_code == 403
    assert not StoredResponse.objects.exists()


def test_an_unexpected_error_leaves_neither_points_nor_response(
    api: Caller, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The voucher is issued, the claim stands, and then the answer cannot be kept."""

    def broken(**_fields: Any) -> None:
        assert Voucher.objects.count() == 1
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(api_actions, "complete_claim", broken)
        assert convert(api, None, "abc").status_code == 500

    assert not Voucher.objects.exists()
    assert not StoredResponse.objects.exists()
    assert points_of(alice) == (4, 0, 0)
    assert convert(api, None, "abc").status_code == 201


def test_a_key_is_kept_for_a_day(api: Caller, clock: time_machine.Traveller) -> None:
    convert(api, {"points": 1}, "abc")

    clock.move_to(day(1) - timedelta(microseconds=1))
    assert "Idempotent-Replayed" in convert(api, {"points": 1}, "abc")
    clock.move_to(day(1))
    assert "Idempotent-Replayed" not in convert(api, {"points": 1}, "abc")

    assert Voucher.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a\0b"])
def test_a_key_that_is_none_is_invalid(api: Caller, key: str) -> None:
    answer = convert(api, None, key)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Voucher.objects.exists()


def test_the_longest_key(api: Caller) -> None:
    convert(api, {"points": 1}, "é" * 255)

    assert "Idempotent-Replayed" in convert(api, {"points": 1}, "é" * 255)


def test_the_beat_purges_old_answers(api: Caller, clock: time_machine.Traveller) -> None:
    convert(api, None, "abc")
    clock.move_to(day(1))

    purge_responses()

    assert not StoredResponse.objects.exists()
    assert purge_responses.name in {
        each["task"] for each in app.conf.beat_schedule.values()
    }


def test_old_answers_are_purged_in_pieces(api: Caller) -> None:
    for number in range(5):
        convert(api, {"points": 1}, str(number))

    assert list(api_actions.purge_responses(now=day(1) - timedelta(seconds=1))) == []
    assert list(api_actions.purge_responses(now=day(1), chunk=2)) == [2, 2, 1]
    assert not StoredResponse.objects.exists()
