"""The feed of changes: in the transaction of the change, in order, and never skipping."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Flag
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from outbox.actions.purging import purge_events
from outbox.models import Event
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.api.test_orders import sample
from tests.factories import make_card, make_shop
from tests.tiers.ladder import set_tiers

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(shop: Shop) -> Caller:
    return key_for(shop)


def read(api: Caller, **asked: object) -> Any:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    answer = api.get(f"/changes?{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def types(told: Any) -> list[str]:
    return [item["type"] for item in told["items"]]


def test_points_of_an_order_are_told_with_their_cause(api: Caller, alice: Customer) -> None:
    now = timezone.now().isoformat()
    api.put("/orders/46", sample(placed_at=now, paid_at=None, updated_at=now))

    told = read(api)

    [item] = told["items"]
    assert (item["type"], item["customer"]) == ("points.changed", "57")
    assert item["data"]["points"] == item["data"]["balance"] == 3
    assert (item["data"]["kind"], item["data"]["order"]) == ("settle", "46")
    assert told["next"] == item["id"] == "evt_1"


def test_a_voucher_lives_through_the_feed(api: Caller, alice: Customer) -> None:
    api.post("/customers/57/grants", {"points": 40, "source": "x"})
    code = api.post("/customers/57/conversions").json()["voucher"]["code"]
    later = {"placed_at": timezone.now().isoformat(), "paid_at": None}
    at = timezone.now()
    used = sample(vouchers=[code], updated_at=at.isoformat(), **later)
    api.put("/orders/46", used)
    gone = (at + timedelta(seconds=1)).isoformat()
    api.put("/orders/46", used | {"state": "cancelled", "updated_at": gone})

    told = read(api, types="voucher.issued,voucher.changed,voucher.cancelled")

    assert types(told) == ["voucher.issued", "voucher.changed", "voucher.changed"]
    assert [item["data"].get("uses_left") for item in told["items"]] == [None, 0, 1]
    assert {item["data"]["code"] for item in told["items"]} == {code}


def test_tiers_cards_and_erasure_are_told(api: Caller, shop: Shop, alice: Customer) -> None:
    set_tiers(shop, on=-1)
    lines = [sample()["lines"][0] | {"unit_price": "600.00"}]
    api.put("/orders/46", sample(lines=lines, total=None))
    make_card(shop, code="CAD-SECRET1234")
    api.delete("/customers/57")

    told = read(api)

    found = {item["type"]: item for item in told["items"]}
    assert found["tier.changed"]["data"]["after"] in {"Or", None}
    assert found["gift_card.issued"]["data"]["ends_with"] == "1234"
    assert "SECRET" not in str(told)
    assert found["customer.erased"]["customer"] == "57"
    assert "alice@example.com" not in str(told)


def test_what_is_rolled_back_is_not_told(api: Caller, alice: Customer) -> None:
    api.put("/orders/46?dry_run=true", sample())

    assert read(api)["items"] == []


def test_pages_follow_each_other_and_end(api: Caller, alice: Customer) -> None:
    for number in range(5):
        api.post("/customers/57/grants", {"points": 1, "source": f"s{number}"})

    first = read(api, limit=2)
    second = read(api, limit=2, after=first["next"])
    third = read(api, limit=2, after=second["next"])
    end = read(api, limit=2, after=third["next"])

    pages = [first, second, third, end]
    assert [len(page["items"]) for page in pages] == [2, 2, 1, 0]
    balances = [item["data"]["balance"] for page in pages for item in page["items"]]
    assert balances == [1, 2, 3, 4, 5]
    assert end["next"] == third["next"]


def test_the_cursor_moves_past_what_was_not_asked_for(api: Caller, alice: Customer) -> None:
    api.post("/customers/57/grants", {"points": 1, "source": "x"})

    told = read(api, types="tier.changed")

    assert (told["items"], told["next"]) == ([], "evt_1")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=evt_99", "after"),
        ("after=before", "after"),
        ("types=points.lost", "types"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused(api: Caller, query: str, field: str) -> None:
    answer = api.get(f"/changes?{query}")

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_events_are_kept_thirty_days_and_a_cursor_from_before_is_refused(
    api: Caller, alice: Customer
) -> None:
    api.post("/customers/57/grants", {"points": 1, "source": "old"})
    api.post("/customers/57/grants", {"points": 1, "source": "older"})
    first = read(api, limit=1)["next"]
    month = timezone.now() - timedelta(days=31)
    Event.objects.update(recorded_at=month)
    api.post("/customers/57/grants", {"points": 1, "source": "new"})
    assert len(read(api)["items"]) == 3

    assert sum(purge_events(now=timezone.now())) == 2

    assert [item["data"]["balance"] for item in read(api)["items"]] == [3]
    answer = api.get(f"/changes?after={first}")
    assert (answer.status_code, answer.json()["code"]) == (409, "cursor_expired")


def test_another_shop_hears_nothing(api: Caller, alice: Customer) -> None:
    api.put("/orders/46", sample())

    assert read(key_for(make_shop("ailleurs")))["items"] == []
    assert key_for(make_shop("ici"), ["facts"]).get("/changes").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_ends_late_is_not_skipped(shop: Shop, alice: Customer) -> None:
    """Its row has the lower id: it comes after what was read meanwhile."""
    api = key_for(shop)
    bob = Customer.objects.create(shop=shop, external_id="58")
    written, go_on = Flag(), Flag()
    # A key of its own: the row of a key is written on its first use of a day.
    other = key_for(shop)

    def late() -> None:
        try:
            with transaction.atomic():
                other.post("/customers/57/grants", {"points": 1, "source": "late"})
                written.set()
                assert go_on.wait(timeout=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(late)
        assert written.wait(timeout=20)
        api.post("/customers/58/grants", {"points": 2, "source": "early"})
        seen = read(api)
        go_on.set()
        ending.result()
    after = read(api, after=seen["next"])

    assert [item["customer"] for item in seen["items"]] == [bob.external_id]
    assert [item["customer"] for item in after["items"]] == ["57"]
    low, high = Event.objects.order_by("pk").values_list("customer", flat=True)
    assert (low, high) == ("57", "58")


def test_a_consent_that_the_shop_states_is_told_both_ways(api: Caller) -> None:
    for day, offers in ((1, True), (2, False)):
        at = f"2026-04-0{day}T09:00:00+02:00"
        said = {
            "offers": offers,
            "at": at,
            "wording": "Recevoir nos offres",
            "source": "shop",
        }
        body = {"email": "abel@example.com", "consents": said, "updated_at": at}
        assert api.put("/customers/57", body).status_code < 300

    told = read(api, types="consent.changed")["items"]

    assert [item["customer"] for item in told] == ["57", "57"]
    assert "abel" not in repr(told)
