"""A basket left in the demo shop: found, written to, and its bon waiting in the basket."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from boutique.models import Storefront
from mailing.actions.claiming import claim
from mailing.models import Pace
from reminders import actions as reminders
from reminders.models import Campaign
from reminders.rules import Aim
from shop.models import Cart, Customer
from tests.boutique.conftest import BASKET, front, make_account
from tests.boutique.test_browser import fill_a_basket_and_log_in
from tests.browser import CHROMIUM
from tests.portal.test_browser import Mails, chromium, walker
from tests.reminders.conftest import agree
from vouchers.models import Voucher

__all__ = ["chromium", "front", "walker"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]


def test_a_basket_left_behind_is_found_again_with_its_bon(
    front: Storefront, walker: Page, mailoutbox: Mails
) -> None:
    make_account(front, "57", "alice@example.com")
    agree(Customer.objects.get(shop=front.shop, external_id="57"))
    fill_a_basket_and_log_in(walker, mailoutbox)
    now = timezone.now()
    row = Campaign.objects.get(shop=front.shop, aim=Aim.CART)
    row.hour_from, row.hour_until = 0, 24
    row.save()
    reminders.turn_on(campaign=row, now=now)
    Pace.objects.update_or_create(
        shop=front.shop, defaults={"quiet_from": "00:00", "quiet_until": "00:00"}
    )
    assert reminders.run(shop=front.shop, by="system", now=now).count == 0

    a_day_later(front)
    assert reminders.run(shop=front.shop, by="system", now=now).count == 1
    (mail,), _looked_at = claim(now=now)

    assert [line["name"] for line in mail.values["cart"]] == ["Candle"]
    bon = Voucher.objects.get()
    assert (mail.values["voucher"]["code"], bon.origin) == (bon.code, "cart")
    walker.goto(BASKET)
    expect(walker.locator("main")).to_contain_text(bon.code)
    expect(walker.locator("main")).to_contain_text("abandoned")


def a_day_later(front: Storefront) -> None:
    """As far as the basket can tell."""
    left = timezone.now() - timedelta(hours=25)
    assert Cart.objects.filter(shop=front.shop).update(updated_at=left) == 1
