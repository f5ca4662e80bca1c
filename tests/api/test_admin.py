"""Keys are made and revoked in the back-office; the token is shown once."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from api import actions as api_actions
from api import queries as api_queries
from api.models import ApiKey
from shop.models import Shop
from tests.factories import day, make_shop
from tests.staff import backoffice, list_cost, make_staff
from tests.world import furnish


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(1), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


@pytest.fixture
def form(shop: Shop) -> dict[str, Any]:
    return {"shop": shop.pk, "name": "PrestaShop", "scopes": ["facts", "read"]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "api/apikey") == (7, rows)


def test_a_new_key_is_shown_once_and_opens(clerk: Client, form: dict[str, Any]) -> None:
    page = clerk.post("/admin/api/apikey/add/", form)

    found = re.search(r"<code>(.*?)</code>", page.content.decode())
    assert found is not None
    key = api_queries.key_of(found[1])
    assert key is not None
    assert (key.name, key.scopes) == ("PrestaShop", ["facts", "read"])
    assert "no-store" in page.headers["Cache-Control"]
    assert LogEntry.objects.get().object_id == str(key.pk)
    for address in ["", f"{key.pk}/change/", f"{key.pk}/history/"]:
        assert found[1] not in clerk.get(f"/admin/api/apikey/{address}").content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", ""), ("scopes", []), ("scopes", ["everything"]), ("shop", "")],
)
def test_an_error_stands_beside_its_field(
    clerk: Client, form: dict[str, Any], name: str, value: Any
) -> None:
    page = clerk.post("/admin/api/apikey/add/", form | {name: value})

    assert list(page.context["form"].errors) == [name]
    assert not ApiKey.objects.exists()


def test_nobody_makes_a_key_for_a_shop_they_do_not_see(
    clerk: Client, form: dict[str, Any]
) -> None:
    other = make_shop("other", name="Ailleurs")

    page = clerk.post("/admin/api/apikey/add/", form | {"shop": other.pk})

    assert list(page.context["form"].errors) == ["shop"]
    assert "Ailleurs" not in page.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_people_without_a_shop_make_no_key() -> None:
    nobody = backoffice(make_staff("nobody@example.com"))

    assert nobody.get("/admin/api/apikey/add/").status_code == 403


def test_a_revoked_key_opens_nothing(clerk: Client, shop: Shop) -> None:
    key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=day(0))
    revoke = f"/admin/api/apikey/{key.pk}/revoke/"

    assert "cannot be undone" in clerk.get(revoke).content.decode()
    assert api_queries.key_of(token) == key
    clerk.post(revoke)
    clerk.post(revoke)

    assert api_queries.key_of(token) is None
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["Revoked."]
    page = clerk.get(f"/admin/api/apikey/{key.pk}/change/")
    assert "revoke/" not in page.content.decode()


def test_nobody_revokes_a_key_of_another_shop(clerk: Client) -> None:
    key, _token = api_actions.create_key(shop=make_shop("other"), name="Theirs", now=day(0))

    assert clerk.post(f"/admin/api/apikey/{key.pk}/revoke/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None
