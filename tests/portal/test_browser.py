"""The walk of a customer, without JavaScript; and axe on every page of it."""

import re
import time
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shop.models import Customer, Shop
from tests.browser import ARGUMENTS, CHROMIUM, faults
from tests.statements import put_order

type Mails = list[EmailMultiAlternatives]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright keeps a loop running beside the test, which asks the database itself,
    # on a connection that belongs to the loop and has to end with it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def walker(chromium: Browser, live_server: LiveServer) -> Page:
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="en-GB"
    )
    return context.new_page()


def test_from_the_log_in_to_a_voucher(
    shop: Shop, alice: Customer, walker: Page, mailoutbox: Mails
) -> None:
    today = timezone.now()
    put_order(
        shop,
        "46",
        customer=alice,
        now=today,
        updated_at=today,
        placed_at=today,
        paid_at=today,
    )

    walker.goto("/")
    looks_right(walker)
    walker.get_by_label("E-mail address").fill("alice@example.com")
    walker.get_by_role("button", name="Send me a code").click()
    looks_right(walker)
    walker.get_by_label("Code").fill(code_in(mailoutbox))
    walker.get_by_role("button", name="Log in").click()

    expect(walker.get_by_role("heading", level=1)).to_have_text("Hello Alice")
    expect(walker.locator("main")).to_contain_text("4 points = €2.00")
    looks_right(walker)
    walker.get_by_role("button", name="Turn my points into a voucher of €2.00").click()

    bon = walker.get_by_role("status")
    expect(bon).to_contain_text("Here is your voucher of €2.00: FID-")
    expect(bon).to_contain_text("on purchases from €5.00.")
    looks_right(walker)

    walker.get_by_role("link", name="My points").click()
    rows = walker.get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Converted")
    expect(rows.nth(2)).to_contain_text("Order no. 46")
    looks_right(walker)

    walker.get_by_role("link", name="My vouchers").click()
    expect(walker.locator("article")).to_contain_text("€2.00")
    looks_right(walker)


def test_what_goes_wrong_is_said_to_everybody(shop: Shop, walker: Page) -> None:
    walker.goto(f"/{shop.code}/connexion/")
    walker.get_by_label("E-mail address").fill("nobody@example.com")
    walker.keyboard.press("Enter")
    walker.get_by_label("Code").fill("WRONG")
    walker.keyboard.press("Enter")

    expect(walker.get_by_role("alert")).to_have_text(
        "This is not the code we sent. Please check it."
    )

    walker.goto("/no/such/page/")
    expect(walker.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    looks_right(walker)


def test_the_keyboard_reaches_everything_in_order(shop: Shop, walker: Page) -> None:
    walker.goto(f"/{shop.code}/connexion/")
    walker.keyboard.press("Tab")
    expect(walker.get_by_role("link", name="Skip to content")).to_be_focused()
    walker.keyboard.press("Enter")
    walker.keyboard.press("Tab")
    expect(walker.get_by_label("E-mail address")).to_be_focused()
    walker.keyboard.press("Tab")
    expect(walker.get_by_role("button", name="Send me a code")).to_be_focused()


def looks_right(walker: Page) -> None:
    """Nothing is cut off, and on the narrowest phone, light and dark, axe is silent.

    axe is a script, so it looks from a window of its own, with the walker's cookies.
    """
    browser = walker.context.browser
    assert browser is not None, "the walker has one"
    context = browser.new_context(
        storage_state=walker.context.storage_state(),
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(walker.url)
    for width in (1200, 800, 640, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    context.close()


def code_in(mails: Mails) -> str:
    """The mail leaves after the page has been answered, so it may be a moment late."""
    for _ in range(50):
        if mails and (found := re.search(r"[A-Z]{4}-[A-Z]{4}", str(mails[-1].body))):
            return found.group()
        time.sleep(0.1)
    raise AssertionError("no mail with a code")
