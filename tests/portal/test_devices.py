"""A stolen session, or a stolen password, takes nothing out of an account."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import KnownDevice, User
from giftcards.models import GiftCard
from shop.models import Customer
from tests.factories import START, make_card
from tests.statements import adjust
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db

type Mails = list[Any]
ACCOUNT = "/boutique/compte/"
POINTS = f"{ACCOUNT}points/"
DEVICE = f"{ACCOUNT}appareil/"
LOGIN = "/boutique/connexion/"


@pytest.fixture(autouse=True)
def _step_up(settings: Settings) -> None:
    settings.STEP_UP = True
    cache.clear()


@pytest.fixture
def owner(alice: Customer, mailoutbox: Mails) -> Client:
    """Alice in her own browser, logged in by a code."""
    adjust(alice, 40, on=(timezone.now() - START).days - 1)
    client = Client(headers={"accept-language": "en"})
    client.post(LOGIN, {"email": alice.email})
    client.post(f"{LOGIN}code/", {"code": code_in(mailoutbox)})
    assert client.get(ACCOUNT).status_code == 200
    return client


def code_in(mails: Mails) -> str:
    found = re.search(r"[2-9A-Z]{4}-?[2-9A-Z]{4}", mails[-1].body)
    assert found
    return found[0]


def thief_of(client: Client) -> Client:
    """Another browser with the same session."""
    thief = Client(headers={"accept-language": "en"})
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    return thief


def convert(client: Client) -> Any:
    page = client.get(POINTS)
    source = page.context["form"].token
    answer = client.post(POINTS, {"source": source})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def test_the_owners_browser_answers_no_second_code(owner: Client) -> None:
    answer = convert(owner)

    assert answer.status_code == 302
    assert "/bons/" in answer["Location"]
    assert Voucher.objects.count() == 1


def test_a_stolen_session_moves_nothing_in_many_tries(
    owner: Client, alice: Customer, mailoutbox: Mails
) -> None:
    """A thousand would be refused as the first thirty are: five codes are mailed, and
    each is compared five times at most.
    """
    card = make_card(alice.shop, holder=alice)
    thief = thief_of(owner)
    for number in range(30):
        assert convert(thief)["Location"].startswith(DEVICE)
        thief.post(DEVICE, {"code": f"AAAA{number:04}"})
        for page in ("cartes-cadeaux/", "donnees/donnees.json", "donnees/donnees.zip"):
            assert thief.get(ACCOUNT + page)["Location"].startswith(DEVICE)
        assert card.code not in thief.get(ACCOUNT).content.decode()

    assert not Voucher.objects.exists()
    assert GiftCard.objects.get().balance == card.balance
    assert KnownDevice.objects.count() == 1
    assert len(mailoutbox) <= 8


def test_a_stolen_password_moves_nothing(alice: Customer) -> None:
    adjust(alice, 40, on=(timezone.now() - START).days - 1)
    User.objects.create_user("alice@example.com", "correct horse battery")
    thief = Client(headers={"accept-language": "en"})
    said = {"email": "alice@example.com", "password": "correct horse battery"}
    thief.post(f"{LOGIN}mot-de-passe/", said)
    assert thief.get(ACCOUNT).status_code == 200

    assert convert(thief)["Location"].startswith(DEVICE)
    assert thief.get(f"{ACCOUNT}mot-de-passe/")["Location"].startswith(DEVICE)
    assert not Voucher.objects.exists()


def test_a_new_browser_of_the_owner_answers_a_code_once_and_is_told_by_mail(
    owner: Client, mailoutbox: Mails
) -> None:
    phone = thief_of(owner)
    page = convert(phone)["Location"]
    phone.get(page)

    answer = phone.post(page, {"code": code_in(mailoutbox)})

    assert answer["Location"] == POINTS
    assert "new browser" in mailoutbox[-1].body or "navigateur" in mailoutbox[-1].body
    assert "/bons/" in convert(phone)["Location"]
    assert Voucher.objects.count() == 1


def test_logging_out_everywhere_ends_all_browsers_and_forgets_them(owner: Client) -> None:
    other = thief_of(owner)

    owner.post(f"{ACCOUNT}deconnexion/")

    assert owner.get(ACCOUNT).status_code == 302
    assert other.get(ACCOUNT).status_code == 302
    assert not KnownDevice.objects.exists()


def test_strangers_do_not_keep_the_owner_out_of_their_own_browser(
    owner: Client, alice: Customer, mailoutbox: Mails
) -> None:
    owner.post("/boutique/deconnexion/")
    for number in range(6):
        stranger = Client(REMOTE_ADDR=f"198.51.100.{number}")
        stranger.post(LOGIN, {"email": alice.email})
    before = len(mailoutbox)

    refused = Client(REMOTE_ADDR="198.51.100.9").post(LOGIN, {"email": alice.email})
    answer = owner.post(LOGIN, {"email": alice.email})

    assert (refused.status_code, answer.status_code) == (429, 302)
    assert len(mailoutbox) == before + 1


def test_passwords_that_strangers_try_do_not_keep_the_owner_out(
    owner: Client, alice: Customer
) -> None:
    user = User.objects.get(email=alice.email.lower())
    user.set_password("correct horse battery")
    user.save()
    owner.post("/boutique/deconnexion/")
    for number in range(60):
        said = {"email": alice.email, "password": f"guess {number}"}
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(f"{LOGIN}mot-de-passe/", said)
    right = {"email": alice.email, "password": "correct horse battery"}

    thief = Client(REMOTE_ADDR="198.51.100.99").post(f"{LOGIN}mot-de-passe/", right)
    answer = owner.post(f"{LOGIN}mot-de-passe/", right)

    assert (thief.status_code, answer.status_code) == (429, 302)


def test_codes_of_vouchers_are_shown_to_a_known_browser_only(
    owner: Client, alice: Customer
) -> None:
    convert(owner)
    code = Voucher.objects.get().code
    thief = thief_of(owner)

    for page in ("", "bons/", "points/"):
        assert code in owner.get(ACCOUNT + page).content.decode()
        shown = thief.get(ACCOUNT + page).content.decode()
        assert code not in shown
        assert code.rpartition("-")[0] + "-••••" in shown
    assert thief.get(f"{ACCOUNT}bons/{code}/")["Location"].startswith(DEVICE)
    assert thief.get(f"{POINTS}releve.csv")["Location"].startswith(DEVICE)
