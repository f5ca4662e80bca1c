"""Sam works for another shop: whatever he opens, he must see nothing of this one."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from accounts.models import User
from shop.admin import ShopScopedAdmin
from shop.models import Customer, Shop
from tests.factories import day, make_shop
from tests.staff import backoffice, make_boss, make_staff
from tests.world import furnish

SCOPED = sorted(
    (each for each in site._registry.values() if isinstance(each, ShopScopedAdmin)),
    key=lambda each: each.opts.label,
)
EVERY_SHELF = pytest.mark.parametrize("shelf", SCOPED, ids=lambda each: each.opts.label)

type Shelf = ShopScopedAdmin[Any]


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
    return backoffice(make_staff("sam@example.com", make_shop("other", name="Ailleurs")))


@pytest.fixture
def clerk(world: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", world))


def address(shelf: Shelf, view: str, *args: object) -> str:
    return reverse(f"admin:{shelf.opts.app_label}_{shelf.opts.model_name}_{view}", args=args)


def row(shelf: Shelf) -> Any:
    return shelf.model._default_manager.order_by("pk").first()


def test_only_people_are_not_rows_of_a_shop() -> None:
    others = [each.model for each in site._registry.values() if each not in SCOPED]

    assert others == [User]


@EVERY_SHELF
def test_staff_find_the_rows_of_their_shop(clerk: Client, shelf: Shelf) -> None:
    found = clerk.get(address(shelf, "changelist"))

    assert found.context["cl"].result_count
    assert clerk.get(address(shelf, "change", row(shelf).pk)).status_code == 200


@EVERY_SHELF
def test_lists_hold_nothing_of_another_shop(sam: Client, shelf: Shelf) -> None:
    found = sam.get(address(shelf, "changelist"))

    own = {"shop.Shop": 1, "points.RuleVersion": 1}.get(shelf.opts.label, 0)
    assert found.context["cl"].result_count == own
    assert "La Boutique" not in found.content.decode()


@EVERY_SHELF
@pytest.mark.parametrize("view", ["change", "history"])
def test_pages_of_another_shop_are_not_there(sam: Client, shelf: Shelf, view: str) -> None:
    found = sam.get(address(shelf, view, row(shelf).pk))

    assert found.status_code == 302
    assert found.headers["Location"] == "/admin/"


@EVERY_SHELF
def test_nothing_of_another_shop_can_be_written(sam: Client, shelf: Shelf) -> None:
    before = row(shelf).__dict__ | {"_state": None}

    sam.post(address(shelf, "change", row(shelf).pk), {"name": "Mine now"})

    assert row(shelf).__dict__ | {"_state": None} == before


@EVERY_SHELF
def test_people_without_a_shop_see_no_list(shelf: Shelf, world: Shop) -> None:
    nobody = backoffice(make_staff("nobody@example.com"))

    assert nobody.get(address(shelf, "changelist")).status_code == 403


@EVERY_SHELF
def test_superusers_see_every_shop(shelf: Shelf, world: Shop) -> None:
    furnish(make_shop("other"))

    found = backoffice(make_boss()).get(address(shelf, "changelist"))

    shops = {getattr(each, shelf.shop_field) for each in found.context["cl"].result_list}
    assert len(shops) == 2


def test_choices_to_complete_are_of_ones_own_shop(sam: Client, clerk: Client) -> None:
    asked = {"app_label": "shop", "model_name": "product", "field_name": "categories"}

    assert sam.get("/admin/autocomplete/", asked).json()["results"] == []
    found = clerk.get("/admin/autocomplete/", asked).json()["results"]
    assert [each["text"] for each in found] == ["Root 1", "Shelf 1"]


@pytest.mark.parametrize(
    "path",
    ["points/ruleversion/edit/{shop}/", "shop/customer/{customer}/adjust/"],
)
def test_settings_and_adjustments_of_another_shop_are_not_there(
    sam: Client, world: Shop, path: str
) -> None:
    customer = Customer.objects.get(shop=world)

    page = sam.get("/admin/" + path.format(shop=world.pk, customer=customer.pk))

    assert page.status_code == 404


def test_people_are_for_superusers_only(clerk: Client, world: Shop) -> None:
    assert clerk.get("/admin/accounts/user/").status_code == 403
