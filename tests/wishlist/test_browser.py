"""Hearts with a script and without, lists and the page behind a link; axe on all of it."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from boutique.models import Storefront
from shop.models import Customer, Shop
from tests.boutique.conftest import BASKET, HOME, make_account
from tests.boutique.conftest import front as boutique_front
from tests.browser import CHROMIUM, faults
from tests.factories import make_shop
from tests.portal.conftest import MODEL_BACKEND
from tests.portal.test_browser import chromium, looks_right, walker
from tests.wishlist.hearts import wished
from wishlist.models import WishlistSettings

__all__ = ["boutique_front", "chromium", "walker"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def alice(boutique_front: Storefront) -> Customer:
    make_account(boutique_front, "57", "alice@example.com")
    address = f"{BASKET}ajouter/?article={{product}}&quantity={{quantity}}"
    WishlistSettings.objects.update(basket_address=address)
    return Customer.objects.get(external_id="57")


@pytest.fixture
def scripted(chromium: Browser, live_server: LiveServer) -> Page:
    return chromium.new_context(base_url=live_server.url, locale="en-GB").new_page()


def sign_in(page: Page, base: str) -> None:
    client = Client()
    user, _ = User.objects.get_or_create(email="alice@example.com")
    client.force_login(user, backend=MODEL_BACKEND)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": base}])


def test_a_heart_with_a_script_is_pressed_on_the_spot(
    alice: Customer, scripted: Page, live_server: LiveServer
) -> None:
    sign_in(scripted, live_server.url)
    scripted.goto(HOME)
    heart = scripted.get_by_role("button", name="Candle")
    expect(heart).to_have_attribute("aria-pressed", "false")
    here = scripted.url

    heart.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(scripted.get_by_role("status")).to_have_text("“Candle” is on your list.")
    expect(scripted.locator("#hearts-full")).to_have_text("1")
    assert (wished(alice), scripted.url) == (["candle"], here)
    assert faults(scripted) == []

    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    assert wished(alice) == []


def test_the_walk_of_a_wish_without_a_script(
    alice: Customer, walker: Page, live_server: LiveServer
) -> None:
    walker.goto(HOME)
    walker.get_by_role("button", name="Candle").click()
    expect(walker.get_by_role("status")).to_have_text("“Candle” is on your list.")
    walker.get_by_role("link", name="My wishes").click()
    looks_right(walker)

    sign_in(walker, live_server.url)
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
    walker.get_by_role("button", name="Add to basket Candle").click()
    expect(walker.get_by_role("status")).to_have_text("“Candle” is in your basket.")


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
