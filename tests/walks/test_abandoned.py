"""A cart is left behind, written about, and found again with its voucher on a telephone."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from demo_shop.models import Storefront
from reminders import actions as reminders
from reminders.models import Campaign
from reminders.rules.presets import Aim
from shop.models import Cart, Customer
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import make_account
from tests.reminders.conftest import agree
from tests.walks.conftest import Opens
from tests.walks.steps import CART, log_in, order, post, put_in
from vouchers.models import Voucher

pytestmark = IN_A_BROWSER


def test_a_cart_left_behind_is_found_again_with_its_voucher(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    make_account(storefront, "57", "julie@example.com")
    agree(Customer.objects.get(shop=storefront.shop))
    turn_on_reminders(storefront)
    julie, telephone = opens(), opens(scripts=False)
    put_in(julie, "Bougie")
    julie.locator("main").get_by_role("link", name="Se connecter").click()
    log_in(julie, "julie@example.com", mailoutbox)
    expect(julie.get_by_role("heading", level=1)).to_have_text("Votre panier")
    assert are_reminded(storefront) == 0

    a_day_later(storefront)
    assert (are_reminded(storefront), are_reminded(storefront)) == (1, 0)
    link, code = is_written(mailoutbox)
    telephone.goto(link)
    log_in(telephone, "julie@example.com", mailoutbox)
    is_offered(telephone, code)

    telephone.get_by_role("button", name=f"Utiliser {code}").click()
    order(telephone, "38,00 €")
    julie.goto(CART)
    expect(julie.locator("main")).to_contain_text("Votre panier est vide.")
    a_day_later(storefront)
    assert are_reminded(storefront) == 0


def turn_on_reminders(storefront: Storefront) -> None:
    row = Campaign.objects.get(shop=storefront.shop, aim=Aim.CART)
    row.hour_from, row.hour_until = 0, 24
    row.save()
    reminders.turn_on(campaign=row, now=timezone.now())


def are_reminded(storefront: Storefront) -> int:
    return reminders.run(shop=storefront.shop, by="system", now=timezone.now()).count


def a_day_later(storefront: Storefront) -> None:
    """As far as the cart can tell."""
    left = timezone.now() - timedelta(hours=25)
    assert Cart.objects.filter(shop=storefront.shop).update(updated_at=left) == 1


def is_written(mails: Mails) -> tuple[str, str]:
    """The link back and the code."""
    mails.clear()
    post()
    [mail] = mails
    voucher = Voucher.objects.get()
    assert mail.subject == "Votre panier vous attend"
    assert mail.to == ["Julie <julie@example.com>"]
    for said in ("Bougie", "40,00", voucher.code):
        assert said in mail.body
    assert voucher.percent == 5
    [link] = re.findall(r"Reprendre mon panier\s*:?\s*(http\S+)", str(mail.body))
    return link, voucher.code


def is_offered(page: Page, code: str) -> None:
    """In the cart that she had left, and by its name."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre panier")
    expect(page.locator("main")).to_contain_text("À payer 40,00 €")
    offered = page.locator("form").filter(has_text=code)
    expect(offered).to_contain_text("panier abandonné")
    expect(offered).to_contain_text("5 %")
    looks_right(page)
