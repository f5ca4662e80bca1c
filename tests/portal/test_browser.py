"""The walk of a customer, without JavaScript; and axe on every page of it."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from shop.models import Customer, Shop
from tests.browser import ARGUMENTS, CHROMIUM, faults
from tests.factories import VoucherFactory
from tests.portal.conftest import MODEL_BACKEND
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


def test_a_code_is_copied_with_one_click_and_says_so(
    alice: Customer, chromium: Browser, live_server: LiveServer, client: Client
) -> None:
    now = timezone.now()
    for code, until in {"FID-FIRST": 1, "FID-SECOND": 2}.items():
        VoucherFactory.create(
            shop=alice.shop,
            customer=alice,
            code=code,
            valid_from=now,
            valid_until=now + timedelta(days=until),
        )
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(context, client, alice, live_server.url)
    page = context.new_page()
    page.goto(f"/{alice.shop.code}/compte/bons/")

    page.get_by_role("button", name="Copy the code FID-SECOND").click()

    second = page.locator("article").filter(has_text="FID-SECOND")
    expect(second.get_by_role("status")).to_have_text("Code copied")
    first = page.locator("article").filter(has_text="FID-FIRST")
    expect(first.get_by_role("status")).to_have_text("")
    assert page.evaluate("navigator.clipboard.readText()") == "FID-SECOND"
    looks_right(page)

    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.get_by_role("button", name="Copy the code FID-FIRST").click()

    expect(first.get_by_role("status")).to_have_text(
        "Your browser would not copy it: the code is selected, copy it yourself."
    )
    assert page.evaluate("getSelection().toString()") == "FID-FIRST"
    context.close()


def test_a_ticket_of_words_has_room_for_its_code(
    alice: Customer, walker: Page, client: Client, live_server: LiveServer
) -> None:
    now = timezone.now()
    VoucherFactory.create(
        shop=alice.shop,
        customer=alice,
        kind="shipping",
        amount=None,
        valid_from=now,
        valid_until=now + timedelta(days=1),
    )
    sign_in(walker.context, client, alice, live_server.url)
    for width in (1280, 900, 480, 320):
        walker.set_viewport_size({"width": width, "height": 640})
        walker.goto(f"/{alice.shop.code}/compte/")
        ticket = walker.locator("article").bounding_box()
        body = walker.locator(".ticket-body").bounding_box()
        assert ticket is not None
        assert body is not None
        assert body["x"] + body["width"] <= ticket["x"] + ticket["width"]
        assert body["width"] >= 190


def test_without_a_script_there_is_no_button_to_copy(
    alice: Customer, walker: Page, client: Client, live_server: LiveServer
) -> None:
    now = timezone.now()
    VoucherFactory.create(
        shop=alice.shop,
        customer=alice,
        code="FID-ALICE",
        valid_from=now,
        valid_until=now + timedelta(days=1),
    )
    sign_in(walker.context, client, alice, live_server.url)
    walker.goto(f"/{alice.shop.code}/compte/bons/")

    expect(walker.locator("code")).to_have_text("FID-ALICE")
    expect(walker.get_by_role("button", name="Copy the code")).to_have_count(0)


def sign_in(
    context: BrowserContext, client: Client, customer: Customer, address: str
) -> None:
    """As after a code."""
    user = User.objects.create(email=customer.email)
    client.force_login(user, backend=MODEL_BACKEND)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


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
