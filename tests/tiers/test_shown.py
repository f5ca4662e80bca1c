"""What customers, shops and visitors are shown of the tiers."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from demo_shop.models import Storefront
from programme import actions as programme
from shop.models import Customer, Shop
from tests.api.conftest import Caller, clock, key_for
from tests.demo_shop.conftest import HOME, storefront
from tests.factories import day, line, order_fact
from tests.portal.conftest import _fresh_limits, visit, visitor
from tests.portal.test_account import ACCOUNT, read
from tests.tiers.ladder import buy, set_tiers, silver

__all__ = ["_fresh_limits", "clock", "storefront", "visit", "visitor"]

type Visit = Callable[[Customer], Client]


@pytest.fixture
def api(shop: Shop) -> Caller:
    return key_for(shop)


def test_the_account_carries_the_tier(shop: Shop, alice: Customer, api: Caller) -> None:
    set_tiers(shop)
    buy(alice, "40.00")

    assert api.get("/customers/57/account").json()["tier"] == {
        "name": "Bronze",
        "discount_percent": "5.00",
        "spent": "40.00",
        "next": {"name": "Argent", "min_spend": "500.00", "missing": "460.00"},
        "progress_percent": 8,
    }


def test_the_account_has_no_tier_where_there_are_none(alice: Customer, api: Caller) -> None:
    assert api.get("/customers/57/account").json()["tier"] is None
    assert api.get("/levels").json() == {"levels": []}


def test_an_order_answers_the_tier_and_the_move(
    shop: Shop, alice: Customer, api: Caller
) -> None:
    set_tiers(shop)
    order = {
        "customer": "57",
        "state": "paid",
        "currency": "EUR",
        "placed_at": day(0).isoformat(),
        "updated_at": day(0).isoformat(),
        "lines": [{"id": "1", "product": "1", "quantity": 1, "unit_price": "620.00"}],
    }

    first = api.put("/orders/1", order).json()["tier"]
    again = api.put("/orders/1", order).json()["tier"]
    late = {"state": "cancelled", "updated_at": day(1).isoformat()}
    cancelled = api.put("/orders/1", order | late).json()["tier"]

    assert first == {"name": "Argent", "changed": "promoted"}
    assert again == {"name": "Argent", "changed": None}
    assert cancelled == {"name": "Bronze", "changed": "demoted"}


def test_the_group_of_the_tier_prices_a_cart(
    shop: Shop, alice: Customer, api: Caller
) -> None:
    set_tiers(
        shop, silver(minimum=Decimal(0), free_shipping=True, points_multiplier=Decimal(3))
    )
    cart = {
        "customer": "57",
        "shipping": "5.80",
        "lines": [{"id": "1", "product": "1", "quantity": 1, "unit_price": "100.00"}],
    }

    quote = api.post("/quotes", cart).json()

    cuts = [(each["kind"], each["label"], each["amount"]) for each in quote["discounts"]]
    assert cuts == [("group", "Argent", "10.00"), ("shipping", "Argent", "5.80")]
    assert (quote["total"], quote["points_to_earn"]) == ("90.00", 27)


def test_tiers_are_listed_with_their_rights(shop: Shop, api: Caller) -> None:
    set_tiers(shop, silver(perks="A gift"))

    [tier] = api.get("/levels").json()["levels"]

    assert (tier["name"], tier["min_spend"]) == ("Argent", "500.00")
    assert tier["rights"] == ["−10% on your orders", "A gift"]


def test_the_page_says_how_far_and_how_long(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    set_tiers(shop, window="months")
    buy(alice, "620.00")

    with time_machine.travel(day(1), tick=False):
        page = read(visit(alice), f"{ACCOUNT}niveau/")
        home = read(visit(alice), ACCOUNT)

    assert "€380.00 more for the Or tier (−15%)" in page
    assert "€620.00 of €1,000.00 (62%)" in page
    assert "The Argent tier is yours until 1 May 2027." in page
    assert "€500.00 of purchases by then" in page
    assert "€380.00 more for the Or tier (−15%)" in home


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        ("0.00", "€500.00 more for the Argent tier"),
        ("500.00", "€500.00 more for the Or tier"),
        ("1000.00", "You are at the highest tier, with €1,000.00 of purchases."),
    ],
)
def test_the_page_is_right_at_both_ends(
    shop: Shop, alice: Customer, visit: Visit, spent: str, said: str
) -> None:
    set_tiers(shop)
    buy(alice, spent)

    assert said in read(visit(alice), f"{ACCOUNT}niveau/")


def test_the_page_says_so_where_there_are_no_tiers(alice: Customer, visit: Visit) -> None:
    page = read(visit(alice), f"{ACCOUNT}niveau/")

    assert "There are no tiers for your account at the moment." in page


def test_nobody_else_sees_the_page(shop: Shop, alice: Customer, visitor: Client) -> None:
    set_tiers(shop)

    assert visitor.get(f"{ACCOUNT}niveau/").status_code == 302


def test_visitors_of_the_shop_are_told_of_the_programme(storefront: Storefront) -> None:
    set_tiers(storefront.shop)
    browser = Client(headers={"accept-language": "en"})

    home = read(browser, HOME)
    product = read(browser, f"{HOME}article/candle/")

    assert "Our loyalty programme: up to −15% on your orders" in home
    assert "from €500.00 of purchases" in home
    assert "Our tiers take up to −15% off your orders." in product


def test_a_preview_says_what_becomes_of_the_tier(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1")

    fact = order_fact(line(1, "620.00"), customer=alice, state="cancelled", on=1)
    seen = programme.preview_order(
        shop=shop, external_id="1", fact=fact, author="staff:1", now=day(1)
    )

    assert (seen.before.tier, seen.after.tier) == ("Argent", "Bronze")
    assert (
        programme.preview_order(
            shop=shop, external_id="1", fact=fact, author="staff:1", now=day(1)
        ).before.tier
        == "Argent"
    )
