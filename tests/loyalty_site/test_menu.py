"""The back-office's menu: by task, and of each what they may open."""

import re
from collections import Counter

import pytest
from django.contrib.admin import site
from django.test import Client

from accounts.rules import RoleName
from loyalty_site.menu import MENU, MenuList
from shop.models import Shop
from tests.staff import backoffice, make_boss, make_member

pytestmark = pytest.mark.django_db


def test_every_model_of_the_back_office_stands_once_in_the_menu() -> None:
    entries = [entry for group in MENU for entry in group.entries]
    named = Counter(entry.model for entry in entries if isinstance(entry, MenuList))
    # Reached through a page of their own.
    by_page = {"mailing.Branding"}

    registered = {model._meta.label for model in site._registry}
    assert {*named} | by_page == registered
    assert {*named.values()} == {1}


def lines(client: Client, page: str = "/admin/") -> dict[str, list[str]]:
    """The addresses of each group as the side menu has them."""
    text = client.get(page).content.decode()
    side = text[
        text.index('id="nav-sidebar"') : text.index(
            "</nav>", text.index('id="nav-sidebar"')
        )
    ]
    found: dict[str, list[str]] = {}
    for part in side.split("menu-group menu-")[1:]:
        found[part.split('"')[0]] = re.findall(r'href="([^"]+)"', part)
    return found


@pytest.mark.parametrize("role", list(RoleName))
def test_each_line_of_the_menu_opens_for_whoever_sees_it(
    shop: Shop, role: RoleName
) -> None:
    member = backoffice(make_member(role, shop))

    for group, addresses in lines(member).items():
        for address in addresses:
            assert member.get(address, follow=True).status_code == 200, (group, address)


@pytest.mark.usefixtures("shop")
def test_groups_come_in_the_order_of_work_with_technique_last_and_folded() -> None:
    boss = backoffice(make_boss())

    assert [*lines(boss)] == [group.slug for group in MENU]
    page = boss.get("/admin/").content.decode()
    assert re.search(r'<details class="module menu-group menu-technical"\s*>', page)


def test_the_page_that_is_open_is_marked_and_its_group_named_above_it(shop: Shop) -> None:
    boss = backoffice(make_boss())

    page = boss.get(f"/admin/reminders/campaign/next/{shop.pk}/").content.decode()

    current = re.findall(r'<a href="([^"]+)"\s+aria-current="page"', page)
    assert current == [f"/admin/reminders/campaign/next/{shop.pk}/"]
    crumbs = page[page.index('class="breadcrumbs"') : page.index("</ol>")]
    assert "Mails and campaigns" in crumbs


@pytest.mark.usefixtures("shop")
def test_each_list_says_in_a_sentence_what_it_is_for() -> None:
    boss = backoffice(make_boss())

    page = boss.get("/admin/shop/cart/").content.decode()

    assert "Here are the carts that wait, or that have become orders." in page
