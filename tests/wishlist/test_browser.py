"""Favourites with a script and without, lists and the page behind a link; axe on all."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from demo_shop.models import Storefront
from demo_shop.views import visits
from shop.models import Customer, Shop
from tests.browser import IN_A_BROWSER, faults, looks_right, sign_in
from tests.demo_shop.conftest import CART, HOME, make_account
from tests.demo_shop.conftest import storefront as demo_storefront
from tests.factories import make_shop
from tests.wishlist.favourites import favourites
from wishlist.models import WishlistSettings

__all__ = ["demo_storefront"]

pytestmark = IN_A_BROWSER


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def alice(demo_storefront: Storefront) -> Customer:
    make_account(demo_storefront, "57", "alice@example.com")
    address = f"{CART}ajouter/?article={{product}}&quantity={{quantity}}"
    WishlistSettings.objects.update(cart_address=address)
    return Customer.objects.get(external_id="57")


@pytest.fixture
def scripted(chromium: Browser, live_server: LiveServer) -> Page:
    return chromium.new_context(base_url=live_server.url, locale="en-GB").new_page()


def test_a_favourite_with_a_script_is_added_on_the_spot(
    alice: Customer, scripted: Page, live_server: LiveServer
) -> None:
    sign_in(scripted.context, alice.email, live_server.url)
    scripted.goto(HOME)
    heart = scripted.get_by_role("button", name="Candle")
    expect(heart).to_have_attribute("aria-pressed", "false")
    here = scripted.url

    heart.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(scripted.get_by_role("status")).to_have_text("“Candle” is on your list.")
    expect(scripted.locator("#favourites-count")).to_have_text("1")
    assert (favourites(alice), scripted.url) == (["candle"], here)
    assert faults(scripted) == []

    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    assert favourites(alice) == []


def test_a_double_click_is_one(
    alice: Customer, scripted: Page, live_server: LiveServer
) -> None:
    sign_in(scripted.context, alice.email, live_server.url)
    scripted.goto(HOME)
    heart = scripted.get_by_role("button", name="Candle")

    heart.dblclick()

    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(scripted.locator("#favourites-count")).to_have_text("1")
    assert favourites(alice) == ["candle"]


@pytest.mark.usefixtures("demo_storefront")
def test_a_favourite_that_is_refused_says_so_in_sight(
    scripted: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "MOST_FAVOURITES", 0)
    scripted.goto(HOME)
    heart = scripted.get_by_role("button", name="Candle")

    heart.click()

    refused = scripted.get_by_text("These are a lot of hearts. Log in to keep more.")
    expect(refused).to_be_in_viewport()
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_the_walk_of_a_wish_without_a_script(
    alice: Customer, walker: Page, live_server: LiveServer
) -> None:
    walker.goto(HOME)
    walker.get_by_role("button", name="Candle").click()
    expect(walker.get_by_role("status")).to_have_text("“Candle” is on your list.")
    walker.get_by_role("link", name="My wishes").click()
    looks_right(walker)

    sign_in(walker.context, alice.email, live_server.url)
    walker.goto(f"{HOME}article/candle/")
    looks_right(walker)
    walker.get_by_role("button", name="Add to my wish list").click()
    walker.goto(f"{HOME}envies/")
    expect(walker.get_by_role("heading", level=1)).to_have_text("My wishes")
    looks_right(walker)

    walker.get_by_text("Open another list").click()
    walker.get_by_label("Name of the list").last.fill("Noël")
    walker.get_by_role("button", name="Open the list").click()
    walker.get_by_role("link", name="My wish list").click()
    walker.get_by_text("Change Candle").click()
    walker.get_by_label("Note").fill("The small one")
    walker.get_by_label("List", exact=True).select_option("Noël")
    looks_right(walker)
    walker.get_by_role("button", name="Save").click()
    expect(walker.get_by_role("heading", name="Noël")).to_be_visible()

    walker.get_by_role("button", name="Remove Candle").click()
    walker.get_by_role("button", name="Undo").click()
    share_and_be_offered(walker)
    walker.get_by_role("button", name="Add to cart Candle").click()
    expect(walker.get_by_role("status")).to_have_text("“Candle” is in your cart.")


def share_and_be_offered(walker: Page) -> None:
    walker.get_by_role("button", name="Make a link").click()
    offer(walker, walker.locator(".share-link code").inner_text())
    walker.reload()
    expect(walker.locator("main")).not_to_contain_text("offered")


def offer(walker: Page, link: str) -> None:
    """An aunt, with a browser of her own."""
    browser = walker.context.browser
    assert browser is not None, "the walker has one"
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    aunt = context.new_page()
    aunt.goto(link)
    expect(aunt.get_by_role("heading", level=1)).to_have_text("Noël: what Alice wishes for")
    expect(aunt.locator("main")).to_contain_text("The small one")
    looks_right(aunt)
    aunt.get_by_role("button", name="I offer it").click()
    expect(aunt.get_by_role("status")).to_contain_text("You offer “Candle”")
    looks_right(aunt)
    context.close()
