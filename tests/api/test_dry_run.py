"""A dry run answers what an order would do, by the same code, and writes nothing."""

from typing import Any

import pytest
from django.db import connection

from core.sql import Fragment, fetch
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.api.test_orders import sample
from tests.factories import VoucherFactory, make_card
from tests.tiers.ladder import set_tiers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def customer(alice: Customer) -> Customer:
    return alice


def rows() -> dict[str, int]:
    """How many rows each table has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    # That the key was used is noted whatever the call.
    counted = set(tables) - {"api_apikeyuse"}
    return {table: fetch(_COUNT.fill(table=table))[0][0] for table in counted}


_COUNT = Fragment('SELECT count(*) FROM "{table}"')


def dry(api: Caller, order: str = "46", **changes: Any) -> Any:
    answer = api.put(f"/orders/{order}?dry_run=true", sample(**changes))
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_dry_run_answers_what_an_order_would_give_and_writes_nothing(api: Caller) -> None:
    api.get("/customers/57/account")
    before = rows()

    told = dry(api)

    assert rows() == before
    assert told["dry_run"] is True
    assert (told["changed"], told["points"]["granted"], told["points"]["posted"]) == (
        *(True, 3),
        3,
    )
    assert (told["before"]["available"], told["after"]["available"]) == (0, 3)


def test_what_it_says_is_what_the_real_run_answers(api: Caller, shop: Shop) -> None:
    make_card(shop, code="CAD-1")
    VoucherFactory.create(
        shop=shop, customer=Customer.objects.get(), code="FID-1", origin="manual"
    )
    cards = [{"code": "CAD-1", "amount": "10.00"}]
    named: dict[str, Any] = {"vouchers": ["FID-1"], "gift_cards": cards, "total": "43.00"}
    later: dict[str, Any] = {"placed_at": "2026-05-01T12:30:00+02:00", "paid_at": None}

    told = dry(api, **named, **later)
    real = api.put("/orders/46", sample(**named, **later)).json()

    shared = ("changed", "stale", "points", "tier", "vouchers", "gift_cards", "notes")
    assert {name: told[name] for name in shared} == {name: real[name] for name in shared}
    assert told["before"]["vouchers"] == [{"code": "FID-1", "state": "usable"}]
    assert told["after"]["vouchers"] == [{"code": "FID-1", "state": "used"}]
    assert told["before"]["gift_cards"] == [{"code": "CAD-1", "balance": "50.00"}]
    assert told["after"]["gift_cards"] == [{"code": "CAD-1", "balance": "40.00"}]


def test_a_cancellation_says_what_it_takes(api: Caller) -> None:
    api.put("/orders/46", sample())
    api.post("/customers/57/conversions")

    told = dry(api, state="cancelled")

    assert (told["points"]["granted"], told["points"]["posted"]) == (0, -3)
    assert [each["state"] for each in told["before"]["vouchers"]] == ["usable"]
    assert [each["state"] for each in told["after"]["vouchers"]] == ["cancelled"]
    assert api.get("/customers/57/account").json()["vouchers"][0]["code"].startswith("FID")


def test_a_tier_and_the_voucher_it_would_give(api: Caller, shop: Shop) -> None:
    set_tiers(shop, on=-1)
    lines = [sample()["lines"][0] | {"unit_price": "600.00"}]

    told = dry(api, lines=lines, total=None)

    assert told["tier"] == {"name": "Or", "changed": "promoted"}
    assert (told["before"]["tier"], told["after"]["tier"]) == ("Bronze", "Or")
    assert api.get("/customers/57/account").json()["tier"]["name"] == "Bronze"


def test_what_is_refused_is_refused_dry_too(api: Caller, shop: Shop) -> None:
    path = "/orders/46?dry_run=true"

    assert api.put(path, sample(currency="USD")).json()["code"] == "currency_mismatch"
    assert key_for(shop, ["read"]).put(path, sample()).status_code == 403
    assert api.put("/orders/46?dry_run=maybe", sample()).status_code == 422


def test_an_older_statement_is_told_as_stale(api: Caller) -> None:
    api.put("/orders/46", sample())

    told = dry(api, updated_at="2026-04-01T10:00:00+02:00", state="cancelled")

    assert (told["stale"], told["changed"], told["points"]["posted"]) == (True, False, 0)
    assert told["before"] == told["after"]
