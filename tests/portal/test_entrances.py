"""The other ways in: a password of one's own, and a link that the shop has asked for."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import LogInLink, User
from programme import actions as programme
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.connections import at_once
from tests.factories import CustomerFactory, day, make_shop

PASSWORD = "une-bougie-au-figuier"
FORM = "/boutique/connexion/mot-de-passe/"
NEW = "/boutique/compte/mot-de-passe/"
ACCOUNT = "/boutique/compte/"

type Visit = Callable[[Customer], Client]


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def person(alice: Customer) -> User:
    return User.objects.create_user("alice@example.com", PASSWORD)


@pytest.fixture
def api(shop: Shop, alice: Customer) -> Caller:
    return key_for(shop)


def give(visitor: Client, email: str, password: str) -> Any:
    return visitor.post(FORM, {"email": email, "password": password})


def link(api: Caller, customer: str = "57") -> str:
    answer = api.post(f"/customers/{customer}/login-links")
    assert answer.status_code == 201
    return str(urlsplit(answer.json()["url"]).path)


# --- Passwords --------------------------------------------------------------------


def test_a_password_opens_the_account(visitor: Client, person: User) -> None:
    entered = give(visitor, " Alice@Example.com", PASSWORD)

    assert (entered.status_code, entered["Location"]) == (302, ACCOUNT)
    assert "Hello Alice" in text(visitor.get(ACCOUNT))


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("bob@example.com", PASSWORD),
        ("zoe@example.com", PASSWORD),
    ],
)
def test_a_wrong_password_and_an_unknown_address_look_the_same(
    visitor: Client, person: User, bob: Customer, email: str, password: str
) -> None:
    """Bob has no password; Zoé has one, and is a customer of another shop."""
    CustomerFactory.create(shop=make_shop("ailleurs"), email="zoe@example.com")
    User.objects.create_user("zoe@example.com", PASSWORD)

    refused = give(visitor, email, password)

    assert refused.status_code == 200
    assert "This address and this password do not match." in text(refused)
    assert visitor.get(ACCOUNT).status_code == 302


def test_five_wrong_passwords_close_the_door_for_a_while(
    visitor: Client, person: User
) -> None:
    answers = [give(visitor, "alice@example.com", "wrong") for _ in range(5)]
    right = give(visitor, "alice@example.com", PASSWORD)

    assert [each.status_code for each in answers] == [200] * 4 + [429]
    assert right.status_code == 429
    assert "Wait a quarter of an hour, or ask for a code." in text(right)


def test_a_customers_password_never_opens_the_back_office(
    visitor: Client, person: User
) -> None:
    User.objects.update(is_staff=True, is_superuser=True)
    give(visitor, "alice@example.com", PASSWORD)

    assert visitor.get("/admin/").status_code == 302


def test_a_person_who_came_by_code_sets_a_password(
    visitor: Client, alice: Customer, visit: Visit
) -> None:
    client = visit(alice)
    fields = {"new_password1": PASSWORD, "new_password2": PASSWORD}

    page = text(client.post(NEW, fields, follow=True))
    stays = client.get(ACCOUNT).status_code
    entered = give(Client(), "alice@example.com", PASSWORD)

    assert "Your password is set. The code by e-mail still works." in page
    assert (stays, entered["Location"]) == (200, ACCOUNT)


def test_a_weak_password_is_refused_beside_its_field(alice: Customer, visit: Visit) -> None:
    fields = {"new_password1": "123", "new_password2": "123"}

    page = visit(alice).post(NEW, fields)

    assert "This password is too short." in text(page)
    assert 'id="id_new_password2_error"' in page.content.decode()


def test_staff_do_not_set_the_password_of_the_back_office_here(
    alice: Customer, visit: Visit
) -> None:
    client = visit(alice)
    User.objects.update(is_staff=True)
    client.post(NEW, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert not User.objects.get().check_password(PASSWORD)


# --- Links ------------------------------------------------------------------------


def test_a_link_opens_the_account_once(visitor: Client, api: Caller) -> None:
    path = link(api)

    entered = visitor.get(path)
    second = Client(headers={"accept-language": "en"}).get(path, follow=True)

    assert (entered.status_code, entered["Location"]) == (302, ACCOUNT)
    assert "Hello Alice" in text(visitor.get(ACCOUNT))
    assert "This link has been used, or has expired. Please log in." in text(second)
    assert second.redirect_chain[-1][0].startswith("/boutique/connexion/")


def test_looking_whether_a_link_is_there_spends_nothing(
    visitor: Client, api: Caller
) -> None:
    path = link(api)

    assert visitor.head(path).status_code == 200
    assert visitor.post(path).status_code == 405
    assert visitor.get(path)["Location"] == ACCOUNT


def test_the_answer_says_until_when_the_link_lasts(api: Caller) -> None:
    with time_machine.travel(day(0), tick=False):
        answer = api.post("/customers/57/login-links").json()

    assert answer["expires_at"] == "2026-05-01T12:05:00+02:00"


def test_a_link_opens_nothing_after_five_minutes(visitor: Client, api: Caller) -> None:
    with time_machine.travel(day(0), tick=False) as clock:
        path = link(api)
        clock.shift(timedelta(minutes=5))
        visitor.get(path)

        assert visitor.get(ACCOUNT).status_code == 302


def test_a_link_opens_its_shop_and_no_other(
    visitor: Client, api: Caller, shop: Shop
) -> None:
    """A shop says who its customer is; it cannot say so for the neighbours."""
    CustomerFactory.create(shop=make_shop("ailleurs"), email="alice@example.com")

    visitor.get(link(api))

    assert visitor.get(ACCOUNT).status_code == 200
    assert visitor.get("/ailleurs/compte/")["Location"].startswith("/ailleurs/connexion/")
    assert visitor.get(link(api).replace("boutique", "ailleurs")).status_code == 302
    assert visitor.get("/ailleurs/compte/").status_code == 302


def test_a_link_sets_no_password(visitor: Client, api: Caller) -> None:
    visitor.get(link(api))
    page = visitor.post(NEW, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert "log in again with a code sent by e-mail" in text(page)
    assert not User.objects.get().has_usable_password()


def test_a_link_proves_no_address(visitor: Client, api: Caller, alice: Customer) -> None:
    visitor.get(link(api))

    alice.refresh_from_db()
    assert alice.proven_email == ""


def test_a_code_afterwards_opens_all_shops(
    visitor: Client, api: Caller, mailoutbox: list[Any]
) -> None:
    CustomerFactory.create(shop=make_shop("ailleurs"), email="alice@example.com")
    visitor.get(link(api))
    visitor.post("/ailleurs/connexion/", {"email": "alice@example.com"})
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", mailoutbox[-1].body)
    assert found

    visitor.post("/ailleurs/connexion/code/", {"code": found.group()})

    assert visitor.get("/ailleurs/compte/").status_code == 200
    assert visitor.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize("who", ["a guest", "an erased one", "one without an address"])
def test_a_customer_without_an_account_gets_no_link(
    api: Caller, shop: Shop, alice: Customer, who: str
) -> None:
    if who == "an erased one":
        programme.erase_customer(shop=shop, external_id="57", author="x", now=day(0))
    else:
        fields: dict[str, dict[str, Any]] = {
            "a guest": {"guest": True},
            "one without an address": {"email": ""},
        }
        Customer.objects.filter(pk=alice.pk).update(**fields[who])

    answer = api.post("/customers/57/login-links")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_account")


def test_the_night_deletes_links_that_nobody_followed(api: Caller) -> None:
    link(api)

    swept = dict(programme.night(now=timezone.now() + timedelta(minutes=6)))

    assert swept["links"] == 1
    assert not LogInLink.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_link_let_one_in() -> None:
    made = accounts.make_link(shop="boutique", email="alice@example.com", now=day(0))

    def follow() -> bool:
        try:
            accounts.spend_link(shop="boutique", token=made.token, now=day(0))
        except accounts.LinkSpent:
            return False
        return True

    assert sorted(at_once(*[follow] * 5)) == [False] * 4 + [True]
