"""Sam works for another shop and sees nothing of this one, on whatever page."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from mailing.models import Branding, MailText
from shop.admin import ShopScopedAdmin
from shop.models import Customer, Shop
from tests.factories import day, make_shop
from tests.staff import backoffice, make_boss, make_staff
from tests.world import furnish

type Shelf = ShopScopedAdmin[Any]

# Pages by shop, whether there is a row or not.
BY_SHOP = [Branding, MailText]
SHELVES: list[Shelf] = [
    each
    for each in site._registry.values()
    if isinstance(each, ShopScopedAdmin) and each.model not in BY_SHOP
]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(1), tick=False):
        yield


@pytest.fixture
def world(shop: Shop) -> Shop:
    furnish(shop)
    return shop


@pytest.fixture
def sam(world: Shop) -> Client:
    return backoffice(
        make_staff("sam@example.com", make_shop("other", name=f"Not {world.name}"))
    )


@pytest.fixture
def clerk(world: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", world))


def address(shelf: Shelf, view: str, *args: object) -> str:
    page = f"admin:{shelf.opts.app_label}_{shelf.opts.model_name}_{view}"
    return reverse(page, args=args)


def row(shelf: Shelf) -> Any:
    """The oldest, which is the first shop's."""
    return shelf.model._default_manager.order_by("pk").first()


def test_only_people_and_roles_are_not_rows_of_a_shop() -> None:
    others = [each.model for each in site._registry.values() if each not in SHELVES]

    assert {*others} == {Role, User, *BY_SHOP}
    assert len(SHELVES) == 45


def test_staff_find_the_rows_of_their_shop(clerk: Client) -> None:
    for shelf in SHELVES:
        found = clerk.get(address(shelf, "changelist"))
        assert found.context["cl"].result_count, shelf
        assert clerk.get(address(shelf, "change", row(shelf).pk)).status_code == 200, shelf


def test_lists_hold_nothing_of_another_shop(sam: Client) -> None:
    own = {"shop.Shop": 1, "earning.RuleVersion": 1, "wishlist.WishlistSettings": 1}
    own |= {
        "mailing.SendingLimits": 1,
        "giftcards.CardTerms": 1,
        "sharing.SharingSettings": 1,
    }
    own |= {"reminders.Campaign": 11, "reminders.Schedule": 1}
    for shelf in SHELVES:
        found = sam.get(address(shelf, "changelist"))
        assert found.context["cl"].result_count == own.get(shelf.opts.label, 0), shelf
        assert ">La Boutique<" not in found.content.decode(), shelf


@pytest.mark.parametrize("view", ["change", "history"])
def test_pages_of_another_shop_are_not_there(sam: Client, view: str) -> None:
    for shelf in SHELVES:
        found = sam.get(address(shelf, view, row(shelf).pk))
        assert found.status_code == 404, shelf


def test_nothing_of_another_shop_can_be_written(sam: Client) -> None:
    for shelf in SHELVES:
        before = vars(row(shelf)) | {"_state": None}
        sam.post(address(shelf, "change", row(shelf).pk), {"name": "Mine now"})
        sam.post(address(shelf, "delete", row(shelf).pk), {"post": "yes"})
        assert vars(row(shelf)) | {"_state": None} == before, shelf


@pytest.mark.usefixtures("world")
def test_people_without_a_shop_see_no_list() -> None:
    nobody = backoffice(make_staff("nobody@example.com"))

    for shelf in SHELVES:
        assert nobody.get(address(shelf, "changelist")).status_code == 403, shelf


@pytest.mark.parametrize("page", ["branding", "mailtext"])
def test_pages_by_shop_show_ones_own(sam: Client, clerk: Client, page: str) -> None:
    address = f"/admin/mailing/{page}/"
    nobody = backoffice(make_staff("nobody@example.com"))

    assert "La Boutique" in clerk.get(address, follow=True).content.decode()
    assert ">La Boutique<" not in sam.get(address, follow=True).content.decode()
    assert nobody.get(address).status_code == 403


@pytest.mark.parametrize("path", ["branding/{}/edit/", "mailtext/{}/points_voucher/fr/"])
def test_pages_of_another_shops_mails_are_not_there(
    sam: Client, clerk: Client, world: Shop, path: str
) -> None:
    address = "/admin/mailing/" + path.format(world.pk)

    assert clerk.get(address).status_code == 200
    assert sam.get(address).status_code == 404


def test_lists_show_the_shop_that_was_chosen_at_the_top(world: Shop) -> None:
    other = make_shop("other", name="Zoé")
    furnish(other)
    boss = backoffice(make_boss())

    for shop in (world, other):
        boss.post("/admin/boutique/", {"shop": shop.pk})
        for shelf in SHELVES:
            if shelf.model is not Shop:
                found = boss.get(address(shelf, "changelist")).context["cl"].result_list
                shops = {getattr(each, shelf.shop_field) for each in found}
                assert shops == {shop.pk}, shelf


def test_rows_of_their_other_shops_open_by_their_address(world: Shop) -> None:
    furnish(make_shop("other", name="Avant"))
    boss = backoffice(make_boss())

    for shelf in SHELVES:
        assert boss.get(address(shelf, "change", row(shelf).pk)).status_code == 200, shelf


def test_nobody_chooses_a_shop_of_others(sam: Client, world: Shop) -> None:
    assert sam.post("/admin/boutique/", {"shop": world.pk}).status_code == 404
    assert sam.post("/admin/boutique/", {"shop": "x"}).status_code == 404
    assert sam.get("/admin/boutique/").status_code == 405
    assert ">La Boutique<" not in sam.get("/admin/").content.decode()


def test_choices_to_complete_are_of_ones_own_shop(sam: Client, clerk: Client) -> None:
    asked = {"app_label": "shop", "model_name": "product", "field_name": "categories"}

    assert sam.get("/admin/autocomplete/", asked).json()["results"] == []
    found = clerk.get("/admin/autocomplete/", asked).json()["results"]
    assert [each["text"] for each in found] == ["Root 1", "Shelf 1"]


@pytest.mark.parametrize(
    "path", ["earning/ruleversion/edit/{shop}/", "shop/customer/{customer}/adjust/"]
)
def test_settings_and_adjustments_of_another_shop_are_not_there(
    sam: Client, world: Shop, path: str
) -> None:
    customer = Customer.objects.get(shop=world)

    page = sam.get("/admin/" + path.format(shop=world.pk, customer=customer.pk))

    assert page.status_code == 404


def test_somebody_who_leaves_the_shop_sees_it_no_more(clerk: Client, world: Shop) -> None:
    world.staff.clear()

    assert clerk.get("/admin/shop/customer/").status_code == 403


def test_somebody_who_is_no_longer_staff_is_out(clerk: Client) -> None:
    User.objects.update(is_staff=False)

    assert clerk.get("/admin/shop/customer/").status_code == 302
