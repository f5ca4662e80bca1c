"""The story of the articles, walked without JavaScript; and axe on every page of it."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from demo_shop.models import DemoCategory, DemoOrder, Storefront
from tests.browser import IN_A_BROWSER, Mails, code_in, looks_right
from tests.demo_shop.conftest import CART, HOME, make_account, make_product
from vouchers.models import Voucher

pytestmark = IN_A_BROWSER

PASSWORD = "a-long-enough-password"


def fill_more_categories(storefront: Storefront) -> None:
    """More than stand side by side on a phone."""
    for number in range(2, 9):
        category = DemoCategory.objects.create(
            shop=storefront.shop,
            number=f"c{number}",
            slug=f"c{number}",
            name=f"Long category {number}",
        )
        make_product(storefront.shop, category, f"t{number}", f"Thing {number}", "9.00")


def puts_in(walker: Page, article: str) -> None:
    walker.goto(HOME)
    walker.get_by_role("link", name=article).click()
    walker.get_by_role("button", name="Add to cart").click()


def test_from_forty_euros_to_a_voucher_and_back(
    storefront: Storefront, walker: Page, mailoutbox: Mails
) -> None:
    fill_more_categories(storefront)
    make_account(storefront, "57", "alice@example.com")
    User.objects.create_superuser("boss@example.com", PASSWORD)

    fill_a_cart_and_log_in(walker, mailoutbox)
    pay_order_46(walker)
    code = turn_points_into_a_voucher(walker)
    be_refused_below_the_minimum(walker, code)
    use_it_once(walker, code)
    cancel(walker, DemoOrder.objects.get(number="47"), code)

    walker.goto(CART)
    expect(walker.locator(".totals-sum")).to_contain_text("€38.00")
    assert Voucher.objects.get().state_at(timezone.now()) == Voucher.State.USABLE


def fill_a_cart_and_log_in(walker: Page, mailoutbox: Mails) -> None:
    """What a visitor has put in goes along."""
    walker.goto(HOME)
    looks_right(walker)
    walker.get_by_role("link", name="Candle").click()
    expect(walker.locator("main")).to_contain_text("you would earn 4 points")
    looks_right(walker)
    walker.get_by_role("button", name="Add to cart").click()
    expect(walker.get_by_role("status")).to_have_text("“Candle” is in your cart.")
    walker.locator("main").get_by_role("link", name="Log in").click()
    walker.get_by_label("E-mail address").fill("alice@example.com")
    walker.get_by_role("button", name="Send me a code").click()
    walker.get_by_label("Code").fill(code_in(mailoutbox))
    walker.get_by_role("button", name="Log in").click()
    expect(walker.get_by_role("heading", level=1)).to_have_text("Your cart")
    expect(walker.locator(".totals-sum")).to_contain_text("€40.00")
    looks_right(walker)


def pay_order_46(walker: Page) -> None:
    """The payment is refused, then accepted."""
    walker.get_by_role("button", name="Order").click()
    looks_right(walker)
    walker.get_by_label("Payment refused").check()
    walker.get_by_role("button", name="Pay €40.00").click()
    expect(walker.get_by_role("alert")).to_contain_text("The payment was refused.")
    walker.get_by_label("Payment accepted").check()
    walker.get_by_role("button", name="Pay €40.00").click()
    expect(walker.locator("main")).to_contain_text("Payment accepted")
    looks_right(walker)
    assert DemoOrder.objects.get().number == "46"


def turn_points_into_a_voucher(walker: Page) -> str:
    """Four points, available, are worth 2,00 €: the code."""
    walker.get_by_role("link", name="See my points").click()
    expect(walker.get_by_role("row").nth(1)).to_contain_text("Available")
    walker.get_by_role("button", name="Turn my points into a voucher of €2.00").click()
    expect(walker.locator("h1")).to_contain_text("€2.00")
    return Voucher.objects.get().code


def be_refused_below_the_minimum(walker: Page, code: str) -> None:
    """It is neither proposed nor taken, and says what is missing."""
    puts_in(walker, "Matches")
    expect(walker.locator(".voucher-proposed")).to_have_count(0)
    walker.get_by_label("Voucher or gift card").fill(code)
    walker.get_by_role("button", name="Apply").click()
    refused = walker.get_by_role("alert")
    expect(refused).to_contain_text("€1.00 more in your cart")
    looks_right(walker)
    refused.get_by_role("button").click()


def use_it_once(walker: Page, code: str) -> None:
    """Proposed from 5,00 € on, it takes one click; a second order does not get it."""
    puts_in(walker, "Candle")
    expect(walker.locator(".voucher-proposed")).to_contain_text(code)
    looks_right(walker)
    walker.get_by_role("button", name=f"Use {code}").click()
    expect(walker.locator(".totals-sum")).to_contain_text("€42.00")
    walker.get_by_role("button", name="Order").click()
    walker.get_by_role("button", name="Pay €42.00").click()
    expect(walker.locator("main")).to_contain_text(code)
    puts_in(walker, "Candle")
    walker.get_by_label("Voucher or gift card").fill(code)
    walker.get_by_role("button", name="Apply").click()
    expect(walker.get_by_role("alert")).to_contain_text("has already been used")


def cancel(walker: Page, order: DemoOrder, code: str) -> None:
    """In another window, with the preview of the change first."""
    browser = walker.context.browser
    assert browser is not None, "the walker has one"
    base = walker.url.partition("/boutique/")[0]
    context = browser.new_context(base_url=base, locale="en-GB", java_script_enabled=False)
    desk = context.new_page()
    desk.goto(f"/admin/login/?next=/admin/demo_shop/demoorder/{order.pk}/change/")
    desk.get_by_label("E-mail").fill("boss@example.com")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Log in").click()
    desk.get_by_role("link", name="Change state or refund").click()
    desk.get_by_label("State").select_option("cancelled")
    desk.get_by_role("button", name="See what this will change").click()
    expect(desk.locator("#content-main")).to_contain_text(f"Voucher {code}: Used → Usable")
    desk.get_by_role("button", name="Do exactly this").click()
    expect(desk.locator(".messagelist")).to_contain_text("Order changed: Cancelled.")
    context.close()


def test_the_keyboard_reaches_the_cart(storefront: Storefront, walker: Page) -> None:
    walker.goto(f"{HOME}article/candle/")
    walker.get_by_label("Quantity").focus()
    walker.keyboard.press("Control+a")
    walker.keyboard.type("2")
    walker.keyboard.press("Enter")

    expect(walker.get_by_role("heading", level=1)).to_have_text("Your cart")


def test_opening_an_account(storefront: Storefront, walker: Page) -> None:
    walker.goto(f"{HOME}compte/")
    looks_right(walker)
    walker.get_by_label("First name").fill("Zoé")
    walker.get_by_label("Last name").fill("Roy")
    walker.get_by_label("E-mail address").fill("zoe@example.com")
    walker.get_by_role("button", name="Open my account").click()

    expect(walker.get_by_role("status")).to_contain_text("Your account is ready")
