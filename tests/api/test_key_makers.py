"""Keys and those who make them: no more than they may, no longer than they are there."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from accounts.rules import RoleName
from api import actions as api_actions
from api.models import ApiKey, ApiKeyUse
from shop.models import Shop
from tests.factories import START, day
from tests.staff import backoffice, make_member, make_staff

pytestmark = pytest.mark.django_db

ADD = "/admin/api/apikey/add/"


def call(token: str, address: str = "192.0.2.1") -> Any:
    headers = {"authorization": f"Bearer {token}"}
    return Client(REMOTE_ADDR=address).get("/api/v1/customers/57/account", headers=headers)


def key_by(user: User, shop: Shop, *scopes: str) -> tuple[ApiKey, str]:
    return api_actions.create_key(shop=shop, name="x", scopes=scopes, by=user, now=START)


@pytest.fixture
def maker(shop: Shop) -> User:
    return make_staff(
        "sam@example.com", shop, rights=("api.add_apikey", "api.change_apikey")
    )


def test_a_key_is_never_offered_more_than_its_maker_may(shop: Shop, maker: User) -> None:
    client = backoffice(maker)

    page = client.get(ADD)
    refused = client.post(ADD, {"shop": shop.pk, "name": "x", "scopes": ["read", "erase"]})

    assert page.context["form"].fields["scopes"].choices == [("read", "read accounts")]
    assert refused.status_code == 200
    assert "scopes" in refused.context["form"].errors
    assert not ApiKey.objects.exists()


def test_the_action_refuses_a_scope_that_the_maker_does_not_have(
    shop: Shop, maker: User
) -> None:
    with pytest.raises(api_actions.ScopeNotYours):
        key_by(maker, shop, "read", "grant")


def test_an_owner_gives_every_scope(shop: Shop) -> None:
    key, _token = key_by(make_member(RoleName.OWNER, shop), shop, *ApiKey.Scope.values)

    assert sorted(key.scopes) == sorted(ApiKey.Scope.values)


@pytest.mark.parametrize("how", ["inactive", "not staff", "another shop"])
@pytest.mark.usefixtures("alice")
def test_a_key_stops_at_once_when_its_maker_has_no_access_any_more(
    shop: Shop, maker: User, how: str
) -> None:
    _key, token = key_by(maker, shop, "read")
    assert call(token).status_code != 401
    match how:
        case "inactive":
            User.objects.filter(pk=maker.pk).update(is_active=False)
        case "not staff":
            User.objects.filter(pk=maker.pk).update(is_staff=False)
        case _:
            shop.staff.remove(maker)

    assert call(token).status_code == 401


def test_a_key_whose_maker_comes_back_stays_revoked(shop: Shop, maker: User) -> None:
    key, token = key_by(maker, shop, "read")
    kept, _token = key_by(make_member(RoleName.OWNER, shop), shop, "read")
    User.objects.filter(pk=maker.pk).update(is_active=False)

    assert api_actions.revoke_keys_without_maker(now=day(1)) == 1
    User.objects.filter(pk=maker.pk).update(is_active=True)

    assert call(token).status_code == 401
    key.refresh_from_db()
    kept.refresh_from_db()
    assert (key.revoked_at, kept.revoked_at) == (day(1), None)


@pytest.mark.usefixtures("alice")
def test_what_a_key_was_used_for_and_from_where_is_told(shop: Shop, maker: User) -> None:
    key, token = key_by(maker, shop, "read")
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.9"):
        call(token, address)

    page = backoffice(maker).get(f"/admin/api/apikey/{key.pk}/change/").content.decode()

    uses = ApiKeyUse.objects.order_by("pk").values_list("scope", "address")
    assert [*uses] == [("read", "192.0.2.1"), ("read", "192.0.2.9")]
    assert "192.0.2.9" in page
    assert "sam@example.com" in page


def test_uses_are_forgotten_after_thirteen_months(shop: Shop, maker: User) -> None:
    key, _token = key_by(maker, shop, "read")
    for first in (START, day(300)):
        api_actions.note_use(key=key, scope="read", address="192.0.2.1", now=first)

    assert api_actions.purge_uses(now=day(410)) == 1
    assert ApiKeyUse.objects.get().first_at == day(300)


@pytest.mark.usefixtures("alice")
def test_a_key_loses_the_scope_whose_right_its_maker_has_lost(shop: Shop) -> None:
    owner = make_member(RoleName.OWNER, shop)
    _key, token = key_by(owner, shop, "read", "facts")
    _only, narrow = key_by(owner, shop, "facts")
    _free, served = api_actions.create_key(shop=shop, name="y", now=START)
    assert call(token).status_code == 200

    owner.groups.clear()
    owner.user_permissions.set(
        Permission.objects.filter(codename="view_customer", content_type__app_label="shop")
    )

    assert call(token).status_code == 200
    headers = {"authorization": f"Bearer {token}"}
    put = Client().put("/api/v1/groups/9", {}, "application/json", headers=headers)
    assert put.status_code == 403
    assert call(narrow).status_code == 401, "nothing is left that it may do"
    assert call(served).status_code == 200, "made by a command on the server"
