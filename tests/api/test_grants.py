"""Points that the shop gives: opening balances and gifts, each source once."""

from typing import Any

import pytest

from points.models import AdjustmentReason, Lot, Movement
from programme import actions as programme
from programme.queries import inconsistencies as programme_inconsistencies
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.factories import CustomerFactory, day, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alice")]

OPENING = {"points": 120, "source": "aio-2026-11", "reason": "Solde au changement"}


def give(api: Caller, customer: str = "57", **changes: Any) -> Any:
    return api.post(f"/customers/{customer}/grants", OPENING | changes)


def test_a_grant_gives_points_that_live_as_the_rules_say(api: Caller) -> None:
    answer = give(api)

    assert answer.status_code == 201
    assert answer.json() == {
        "given": 120,
        "points": {
            "available": 120,
            "pending": 0,
            "debt": 0,
            "value": "60.00",
            "convertible": 120,
            "expiring": [{"points": 120, "at": "2026-08-10T00:00:00+02:00"}],
        },
    }
    assert not list(programme_inconsistencies.ledger_inconsistencies())


def test_a_source_gives_once_to_a_customer(api: Caller, bob: Customer) -> None:
    give(api)

    again, other = give(api), give(api, "58")

    assert (again.status_code, again.json()["given"]) == (200, 0)
    assert again.json()["points"]["available"] == 120
    assert other.status_code == 201


def test_a_source_that_gave_another_number_is_refused(api: Caller) -> None:
    give(api)

    answer = give(api, points=130)

    assert (answer.status_code, answer.json()["code"]) == (409, "granted_otherwise")
    assert (answer.json()["asked"], answer.json()["granted"]) == (130, 120)


@pytest.mark.parametrize(
    ("dates", "until"),
    [
        ({"expires_at": "2026-12-31T23:59:59+01:00"}, "2026-12-31T23:59:59+01:00"),
        ({"granted_at": "2026-04-01T12:00:00+02:00"}, "2026-07-11T00:00:00+02:00"),
    ],
)
def test_points_end_when_the_shop_says_or_by_the_day_they_were_given(
    api: Caller, dates: dict[str, str], until: str
) -> None:
    told = give(api, **dates).json()

    assert told["points"]["expiring"] == [{"points": 120, "at": until}]


def test_points_without_an_end_never_expire(api: Caller) -> None:
    told = give(api, expires_at=None).json()

    assert (told["points"]["available"], told["points"]["expiring"]) == (120, [])


def test_what_has_ended_by_now_is_given_and_expires(api: Caller) -> None:
    told = give(api, granted_at="2025-01-01T12:00:00+01:00").json()

    assert (told["given"], told["points"]["available"]) == (120, 0)
    kinds = Movement.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["grant", "expire"]
    assert not list(programme_inconsistencies.ledger_inconsistencies())


def test_points_given_from_a_later_day_on_wait_for_it(api: Caller) -> None:
    told = give(api, granted_at="2026-06-01T12:00:00+02:00").json()

    assert (told["points"]["available"], told["points"]["pending"]) == (0, 120)


def test_points_given_pay_a_debt_first(api: Caller) -> None:
    give(api, points=10)
    api.post("/customers/57/conversions")
    voucher = api.get("/customers/57/account").json()["vouchers"][0]["code"]
    api.put(
        "/orders/1",
        {
            "customer": "57",
            "state": "paid",
            "currency": "EUR",
            "placed_at": "2026-05-01T12:30:00+02:00",
            "updated_at": "2026-05-01T12:30:00+02:00",
            "vouchers": [voucher],
            "lines": [],
        },
    )
    lot = Lot.objects.get()
    assert (lot.remaining, lot.net) == (0, 10)

    told = give(api, source="gift", points=5).json()

    assert (told["given"], told["points"]["available"]) == (5, 5)
    assert not list(programme_inconsistencies.ledger_inconsistencies())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"points": 0}, "points"),
        ({"points": -5}, "points"),
        ({"points": "120"}, "points"),
        ({"source": ""}, "source"),
        ({"granted_at": "yesterday"}, "granted_at"),
        ({"expires_at": "2026-05-01T09:00:00Z"}, "expires_at"),
        ({"reason": "x" * 301}, "reason"),
        ({"amount": "5.00"}, "amount"),
    ],
)
def test_what_is_no_grant_is_refused(
    api: Caller, changes: dict[str, Any], field: str
) -> None:
    answer = give(api, **changes)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Movement.objects.exists()


def test_guests_have_no_points(api: Caller, shop: Shop) -> None:
    CustomerFactory.create(shop=shop, external_id="60", guest=True)

    assert give(api, "60").json()["code"] == "not_a_member"
    assert give(api, "61").status_code == 404


def test_a_grant_needs_a_key_that_may_give(shop: Shop) -> None:
    plain = key_for(shop, ["facts", "read", "redeem"])

    assert give(plain).json()["scope"] == "grant"
    item = {"type": "grant", "id": "57", "body": OPENING}
    [told] = plain.post("/batch", {"items": [item]}).json()["results"]
    assert (told["status"], told["problem"]["code"]) == (403, "scope_missing")
    assert not Movement.objects.exists()


def test_many_are_given_in_a_batch(shop: Shop, bob: Customer) -> None:
    key = key_for(shop, ["grant"])
    items = [
        {"type": "grant", "id": "57", "body": OPENING},
        {"type": "grant", "id": "nobody", "body": OPENING},
        {"type": "grant", "id": "58", "body": OPENING | {"points": 7}},
        {"type": "group", "id": "1", "body": {"updated_at": "2026-05-01T12:00:00Z"}},
    ]

    told = key.post("/batch", {"items": items}).json()["results"]

    assert [each["status"] for each in told] == [201, 404, 201, 403]
    assert told[2]["points"]["available"] == 7


def test_the_ledger_names_no_person_and_erasure_drops_the_reason(
    api: Caller, shop: Shop
) -> None:
    give(api, source="abel@example.com", reason="Pour Abel")
    movement = Movement.objects.get()
    assert "abel" not in movement.source
    assert (movement.kind, movement.author[:4]) == ("grant", "api:")
    assert AdjustmentReason.objects.get().text == "Pour Abel"

    programme.erase_customer(shop=shop, external_id="57", author="system", now=day(1))

    assert AdjustmentReason.objects.get().text == ""
    assert not list(programme_inconsistencies.ledger_inconsistencies())


def test_the_movement_is_told_with_its_cause(api: Caller) -> None:
    give(api)

    [told] = api.get("/customers/57/points").json()["items"]

    assert (told["points"], told["cause"]["kind"]) == (120, "grant")


def test_nobody_gives_in_another_shop() -> None:
    assert give(key_for(make_shop("ailleurs"))).status_code == 404
