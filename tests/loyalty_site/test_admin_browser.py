"""A merchant's morning, in a browser: nothing is blocked, and axe finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from programme import actions as programme
from shop.models import Shop
from tests.browser import IN_A_BROWSER, faults
from tests.factories import CategoryFactory, CustomerFactory
from tests.staff import allow, let_export, make_staff
from tests.statements import put_order

PASSWORD = "correct horse battery"

pytestmark = IN_A_BROWSER


@pytest.fixture
def shop() -> Shop:
    """Open since yesterday, with one customer who has ordered."""
    shop = programme.open_shop(
        code="boutique",
        name="La Boutique",
        author="system",
        now=timezone.now() - timedelta(days=1),
    )
    alice = CustomerFactory.create(shop=shop, email="alice@example.com")
    now = timezone.now()
    put_order(
        shop, "46", customer=alice, now=now, updated_at=now, placed_at=now, paid_at=now
    )
    return shop


@dataclass
class Visit:
    """A page, with what its console complains of and what axe finds on the way."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def look(self) -> None:
        self.complaints += faults(self.page)


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Nothing to complain of at the end, or the test has failed."""
    visit = Visit(chromium.new_page(base_url=live_server.url, locale="en-GB"))
    visit.page.on("console", lambda said: visit.complaints.append(said.text))
    yield visit
    assert visit.complaints == []


@pytest.fixture
def desk(visit: Visit, shop: Shop) -> Page:
    """At the home page, once the password is given."""
    merchant = make_staff("marie@example.com", shop)
    merchant.set_password(PASSWORD)
    merchant.save()
    allow(merchant, shop, 100)
    visit.page.goto("/admin/")
    visit.look()
    visit.page.get_by_label("E-mail").fill("marie@example.com")
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Log in").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Home")
    return visit.page


def test_the_rules_say_what_will_change_while_they_are_written(
    visit: Visit, desk: Page
) -> None:
    visit.look()
    desk.get_by_role("link", name="Points", exact=True).first.click()
    visit.look()

    desk.get_by_label("amount per block").fill("5")
    desk.get_by_label("amount per block").press("Tab")

    preview = desk.get_by_role("region", name="What will change")
    expect(preview).to_contain_text("€5.00 spent give 1 point worth €0.50.")
    desk.get_by_role("button", name="Save as a new version").click()
    expect(desk.locator(".messagelist")).to_contain_text("The programme now says this:")
    visit.look()


def test_a_rule_is_added_and_the_versions_stand_side_by_side(
    visit: Visit, desk: Page, shop: Shop
) -> None:
    CategoryFactory.create(shop=shop, name="Lamps")
    desk.goto(f"/admin/earning/ruleversion/edit/{shop.pk}/")
    rule = desk.get_by_role("group", name="One more rule")
    rule.get_by_label("Name").fill("Week-end")
    rule.get_by_label("How many").fill("2")
    rule.get_by_label("Placed from").fill("2026-05-02T00:00")
    rule.get_by_text("Categories, with what stands below them").click()
    rule.get_by_label("Lamps").check()
    desk.get_by_label("Newsletter:", exact=True).fill("5")
    desk.get_by_label("Newsletter:", exact=True).press("Tab")

    preview = desk.get_by_role("region", name="What will change")
    expect(preview).to_contain_text("“Week-end”: points × 2 on Lamps, for orders placed")
    expect(preview).to_contain_text("Subscribing to the newsletter: 5 points.")
    visit.look()
    desk.get_by_role("button", name="Save as a new version").click()
    visit.look()

    desk.goto(f"/admin/earning/ruleversion/compare/{shop.pk}/")
    expect(desk.locator("ins")).to_have_count(2)
    visit.look()


def test_points_are_adjusted_from_the_sheet(visit: Visit, desk: Page) -> None:
    desk.goto("/admin/shop/customer/")
    visit.look()
    desk.get_by_role("link", name="Alice Martin").click()
    visit.look()
    movements = desk.get_by_role("region", name="Movements")
    expect(movements).to_contain_text("Order 46")

    desk.get_by_role("link", name="Adjust points").click()
    desk.get_by_label("Points").fill("5")
    desk.get_by_label("Reason").fill("A late parcel")
    visit.look()
    desk.get_by_role("button", name="Adjust points").click()

    expect(movements).to_contain_text("Adjusted by hand: A late parcel")


def test_a_list_is_taken_away_as_it_is_searched(
    visit: Visit, desk: Page, shop: Shop
) -> None:
    let_export(User.objects.get())
    CustomerFactory.create(shop=shop, email="bob@example.com", first_name="Bob")
    desk.goto("/admin/shop/customer/?q=alice")
    desk.get_by_role("link", name="Export").click()
    visit.look()
    expect(desk.locator("#content")).to_contain_text("1 row, as the list is searched")

    desk.get_by_label("Birthday").uncheck()
    with desk.expect_download() as downloaded:
        desk.get_by_role("button", name="Download").click()

    lines = downloaded.value.path().read_bytes().decode("utf-8-sig").splitlines()
    assert [line.count("alice@example.com") for line in lines] == [0, 1]
    assert "Birthday" not in lines[0]


def test_a_key_is_shown_once(visit: Visit, desk: Page) -> None:
    desk.goto("/admin/api/apikey/add/")
    visit.look()
    desk.get_by_label("Name").fill("PrestaShop")
    desk.get_by_role("button", name="Create the key").click()

    expect(desk.locator("code")).to_contain_text("loyalty_")
    visit.look()


def test_two_accounts_are_merged_from_the_sheet(
    visit: Visit, desk: Page, shop: Shop
) -> None:
    CustomerFactory.create(shop=shop, external_id="77", first_name="Zoe")
    desk.goto("/admin/shop/customer/")
    desk.get_by_role("link", name="Zoe Martin").click()

    desk.get_by_role("link", name="Merge with another account").click()
    desk.get_by_label("The other account").fill("alice@example.com")
    desk.get_by_role("button", name="See what will happen").click()
    expect(desk.get_by_role("region", name="What will happen")).to_contain_text("Together")
    visit.look()
    desk.get_by_role("button", name="Merge the accounts").click()

    expect(desk.get_by_text("Also known as:")).to_contain_text("Alice Martin")
    visit.look()
    desk.get_by_role("link", name="Alice Martin (", exact=False).first.click()
    desk.get_by_role("link", name="Undo the merge").click()
    visit.look()
    desk.get_by_role("button", name="Undo the merge").click()

    expect(desk.locator(".messagelist")).to_contain_text("stands for itself again")
