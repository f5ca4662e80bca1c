"""« Premiers pas » on the home page of a shop that is being set up."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from accounts.rules import RoleName
from mailing.models import Branding
from reminders.models import Campaign
from reminders.rules.presets import Aim
from shop.models import Customer, Shop
from tests.connectors.rows import make_connection
from tests.factories import START
from tests.staff import backoffice, make_member, make_staff
from tests.statements import put_order, set_rules

pytestmark = pytest.mark.django_db


def steps(client: Client) -> dict[str, str]:
    """Each step and where its button leads; nothing where it is done."""
    page = client.get("/admin/").content.decode()
    if 'id="first-steps"' not in page:
        return {}
    section = page.split('id="first-steps"')[1].split("</section>")[0]
    found = {}
    for step in section.split("<li")[1:]:
        button = re.search(r'href="([^"]+)"', step)
        found[re.findall(r"<strong>(.*?)</strong>", step)[0]] = button[1] if button else ""
    return found


def test_the_owner_of_a_new_shop_is_led_through_six_steps(shop: Shop) -> None:
    owner = backoffice(make_member(RoleName.OWNER, shop))

    found = steps(owner)

    assert len(found) == 6
    for page in found.values():
        assert owner.get(page).status_code == 200, page


def test_steps_that_are_done_are_ticked_and_the_list_goes_with_the_last(
    shop: Shop, alice: Customer
) -> None:
    owner = backoffice(make_member(RoleName.OWNER, shop))
    make_connection(shop)
    put_order(shop, "1", customer=alice)
    set_rules(shop, ratio=Decimal(5))
    Branding.objects.create(shop=shop, sender_email="a@example.com", company="A SARL")
    make_staff("colleague@example.com", shop)

    assert [name for name, page in steps(owner).items() if page] == [
        "Turn on a first campaign"
    ]

    Campaign.objects.filter(shop=shop, aim=Aim.CART).update(activated_at=START)

    assert steps(owner) == {}


def test_nobody_is_sent_where_they_may_not_go(shop: Shop) -> None:
    accountant = backoffice(make_member(RoleName.ACCOUNTING, shop))

    assert steps(accountant) == {}
