"""Who gets in, and what the home page says."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.staff import backoffice, make_boss, make_staff, page_cost
from tests.statements import adjust, convert

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def noon(settings: Settings) -> Iterator[None]:
    """A quick hasher: what is tested here is the door, not the lock."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with time_machine.travel(day(1), tick=False):
        yield


@pytest.fixture
def merchant() -> User:
    return User.objects.create_superuser("merchant@example.com", PASSWORD)


def log_in(client: Client, password: str, email: str = "merchant@example.com") -> int:
    said = {"username": email, "password": password}
    return client.post("/admin/login/?next=/admin/", said).status_code


@pytest.mark.usefixtures("merchant")
def test_the_password_opens(client: Client) -> None:
    assert log_in(client, PASSWORD) == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("merchant")
def test_the_address_is_found_however_it_is_written(client: Client) -> None:
    assert log_in(client, PASSWORD, "Merchant@Example.COM") == 302
    assert client.get("/admin/").status_code == 200


def test_a_log_in_elsewhere_opens_nothing_even_for_staff(
    client: Client, merchant: User
) -> None:
    client.force_login(merchant, "django.contrib.auth.backends.ModelBackend")

    page = client.get("/admin/")

    assert page.headers["Location"] == "/admin/login/?next=/admin/"


def test_somebody_signed_in_elsewhere_is_asked_for_the_password(
    client: Client, merchant: User
) -> None:
    client.force_login(merchant, "django.contrib.auth.backends.ModelBackend")

    assert client.get("/admin/login/").status_code == 200
    assert log_in(client, PASSWORD) == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("merchant")
def test_the_password_of_one_opens_nothing_for_another(client: Client) -> None:
    other = User.objects.create_superuser("other@example.com")
    log_in(client, PASSWORD)

    client.force_login(other, "django.contrib.auth.backends.ModelBackend")

    assert client.get("/admin/").status_code == 302


def test_after_logging_out_it_is_closed_again(client: Client, merchant: User) -> None:
    log_in(client, PASSWORD)

    client.post("/admin/logout/")
    client.force_login(merchant, "django.contrib.auth.backends.ModelBackend")

    assert client.get("/admin/").status_code == 302


def test_a_right_password_opens_nothing_to_those_who_are_not_staff(client: Client) -> None:
    User.objects.create_user("alice@example.com", PASSWORD)

    assert log_in(client, PASSWORD, "alice@example.com") == 200
    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("merchant")
def test_after_five_wrong_passwords_the_right_one_is_refused_too(client: Client) -> None:
    answers = [log_in(client, "wrong") for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert log_in(client, PASSWORD) == 429
    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("merchant")
def test_another_spelling_of_the_address_gives_no_new_tries(client: Client) -> None:
    for email in ["Merchant@example.com", "MERCHANT@example.com"] * 2:
        log_in(client, "wrong", email)

    assert log_in(client, "wrong", "mErchant@example.com") == 429
    assert log_in(client, PASSWORD) == 429


@pytest.mark.usefixtures("merchant")
def test_a_quarter_of_an_hour_later_one_may_try_again(client: Client) -> None:
    for _ in range(5):
        log_in(client, "wrong")

    with time_machine.travel(day(1) + timedelta(minutes=16), tick=False):
        assert log_in(client, PASSWORD) == 302


@pytest.mark.usefixtures("merchant")
def test_a_success_forgets_the_failures_before_it(client: Client) -> None:
    for _ in range(4):
        log_in(client, "wrong")
    log_in(client, PASSWORD)

    assert log_in(client, "wrong") == 200


@pytest.mark.usefixtures("merchant")
def test_nobody_is_locked_out_by_what_another_mistypes(client: Client) -> None:
    for _ in range(5):
        log_in(client, "wrong", "other@example.com")

    assert log_in(client, PASSWORD) == 302


@pytest.mark.parametrize("shops", [1, 3])
def test_the_home_costs_the_same_however_many_shops(shops: int) -> None:
    for number in range(shops):
        CustomerFactory.create(shop=make_shop(f"shop-{number}"))
    boss = backoffice(make_boss())

    assert page_cost(boss, "/admin/") == 31
    assert boss.get("/admin/").content.decode().count('aria-labelledby="shop-') == 1


def test_the_home_says_what_the_programme_owes(shop: Shop, alice: Customer) -> None:
    adjust(alice, 40)
    convert(alice)
    adjust(alice, 14)
    adjust(CustomerFactory.create(shop=shop), 6)

    figures = read(backoffice(make_boss()).get("/admin/").content.decode())

    assert figures == ["2", "20", "€10.00", "1 €20.00"]


def test_points_that_the_clock_has_taken_are_owed_no_more(alice: Customer) -> None:
    adjust(alice, 40)

    with time_machine.travel(day(102), tick=False):
        figures = read(backoffice(make_boss()).get("/admin/").content.decode())

    assert figures == ["0", "0", "€0.00", "0"]


@pytest.mark.usefixtures("shop")
def test_staff_find_their_own_shop_on_the_home_page() -> None:
    theirs = make_shop("theirs", name="La Leur")

    page = backoffice(make_staff("sam@example.com", theirs)).get("/admin/")

    assert "La Leur" in page.content.decode()
    assert "La Boutique" not in page.content.decode()


@pytest.mark.usefixtures("shop")
def test_staff_without_a_shop_are_told_so() -> None:
    page = backoffice(make_staff("sam@example.com")).get("/admin/").content.decode()

    assert "You do not belong to any shop yet" in page
    assert "/admin/shop/" not in page


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_pages_carry_the_strict_policy_and_obey_it(merchant: User, path: str) -> None:
    page = backoffice(merchant).get(path, follow=True)

    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy
    assert not re.search(r" (style|on\w+)=", page.content.decode())


def read(page: str) -> list[str]:
    """The figures of the programme, below those of the last days."""
    figures = re.findall(
        r"<dd>(.*?)</dd>", page.split('aria-labelledby="shop-')[1], re.DOTALL
    )
    return [" ".join(re.sub(r"<.*?>", " ", each).split()) for each in figures]
