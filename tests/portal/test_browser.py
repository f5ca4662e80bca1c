"""The walk of a customer, without JavaScript; and axe on every page of it."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from shop.models import Customer, Shop
from tests.browser import IN_A_BROWSER, Mails, code_in, looks_right, sign_in
from tests.factories import VoucherFactory
from tests.statements import put_order

pytestmark = IN_A_BROWSER


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

    voucher = walker.get_by_role("status")
    expect(voucher).to_contain_text("Here is your voucher of €2.00: FID-")
    expect(voucher).to_contain_text("on purchases from €5.00.")
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


def test_an_error_is_announced_to_screen_readers(shop: Shop, walker: Page) -> None:
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
    alice: Customer, chromium: Browser, live_server: LiveServer
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
    sign_in(context, alice.email, live_server.url)
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


def test_a_tile_of_words_has_room_for_its_code(
    alice: Customer, walker: Page, live_server: LiveServer
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
    sign_in(walker.context, alice.email, live_server.url)
    for width in (1280, 900, 480, 320):
        walker.set_viewport_size({"width": width, "height": 640})
        walker.goto(f"/{alice.shop.code}/compte/")
        tile = walker.locator("article").bounding_box()
        body = walker.locator(".coupon-body").bounding_box()
        assert tile is not None
        assert body is not None
        assert body["x"] + body["width"] <= tile["x"] + tile["width"]
        assert body["width"] >= 190


def test_without_a_script_there_is_no_button_to_copy(
    alice: Customer, walker: Page, live_server: LiveServer
) -> None:
    now = timezone.now()
    VoucherFactory.create(
        shop=alice.shop,
        customer=alice,
        code="FID-ALICE",
        valid_from=now,
        valid_until=now + timedelta(days=1),
    )
    sign_in(walker.context, alice.email, live_server.url)
    walker.goto(f"/{alice.shop.code}/compte/bons/")

    expect(walker.locator("code")).to_have_text("FID-ALICE")
    expect(walker.get_by_role("button", name="Copy the code")).to_have_count(0)
