"""Staff at the door: password, second step, mailbox, invitation, end of sessions."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts import actions as accounts
from accounts.models import User
from accounts.rules import RoleName
from api import actions as api_actions
from shop.models import Shop
from tests.factories import START, make_shop
from tests.staff import backoffice, make_member, make_staff

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"
STEP = "/admin/etape/"
SECURITY = "/admin/securite/"
TEAM = "/admin/equipe/"

type Mails = list[Any]


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def owner(shop: Shop) -> User:
    user = make_member(RoleName.OWNER, shop)
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(user: User, password: str = PASSWORD, **headers: str) -> tuple[Client, Any]:
    client = Client(headers={"accept-language": "en"}, **headers)  # type: ignore[arg-type]
    answer = client.post(LOGIN, {"username": user.email, "password": password})
    return client, answer


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_app(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_in(mails: Mails) -> str:
    found = re.search(r"[2-9A-HJ-NP-Z]{8}", mails[-1].body)
    assert found
    return found[0]


def is_inside(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def test_a_password_alone_opens_nothing_for_a_role_that_moves_value(owner: User) -> None:
    client, answer = enter(owner)

    assert answer["Location"].startswith(SECURITY)
    assert not is_inside(client)
    assert client.get("/admin/shop/customer/").status_code == 302


def test_a_role_that_moves_nothing_needs_no_second_step(shop: Shop) -> None:
    reader = make_member(RoleName.READING, shop)
    reader.set_password(PASSWORD)
    reader.save()

    client, _answer = enter(reader)

    assert is_inside(client)


def test_the_code_of_the_app_opens_the_back_office_once(owner: User) -> None:
    secret = add_app(owner)
    client, answer = enter(owner)
    assert answer["Location"].startswith(STEP)

    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert not is_inside(client)
    code = code_now(secret)
    assert client.post(STEP, {"code": code}).status_code == 302
    assert is_inside(client)

    other, _answer = enter(owner)
    other.post(STEP, {"code": code})
    assert not is_inside(other), "the code was used"


def test_a_recovery_code_opens_once(owner: User) -> None:
    add_app(owner)
    code = RecoveryCodes.activate(owner).generate_codes()[0]

    client, _answer = enter(owner)
    client.post(STEP, {"code": code})
    again, _answer = enter(owner)
    again.post(STEP, {"code": code})

    assert is_inside(client)
    assert not is_inside(again)


def test_secrets_are_kept_encrypted(owner: User) -> None:
    secret = add_app(owner)

    assert secret not in str(Authenticator.objects.get().data)


def test_the_first_factor_takes_the_mailbox_besides_the_password(
    owner: User, mailoutbox: Mails
) -> None:
    client, _answer = enter(owner)

    page = client.get(SECURITY).content.decode()
    assert "qr" not in page
    assert client.post(SECURITY, {"do": "app", "code": "123456"}).status_code == 200
    assert not Authenticator.objects.exists()

    client.post(SECURITY, {"mailed": "AAAAAAAA"})
    assert "qr" not in client.get(SECURITY).content.decode()
    client.post(SECURITY, {"mailed": code_in(mailoutbox).lower()})
    page = client.get(SECURITY).content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret
    done = client.post(
        SECURITY, {"do": "app", "code": code_now(secret[1].replace(" ", ""))}
    )

    assert "Recovery codes" in done.content.decode()
    assert is_inside(client)
    assert mailoutbox[-1].to == [owner.email]


@pytest.mark.parametrize("attack", ["passwords", "codes", "mailed"])
def test_a_stolen_password_gets_nobody_in_within_a_thousand_tries(
    owner: User, attack: str, settings: Settings, mailoutbox: Mails
) -> None:
    """Bounded to a few dozen: from then on every answer is the same refusal."""
    if attack != "mailed":
        secret = add_app(owner)
    client, _answer = enter(owner)
    client.get(SECURITY)
    for number in range(60):
        match attack:
            case "passwords":
                client, _answer = enter(
                    owner, f"guess {number}", REMOTE_ADDR=f"198.51.100.{number}"
                )
            case "codes":
                client.post(STEP, {"code": f"{number:06}"})
            case _:
                client.post(SECURITY, {"mailed": f"AAAA{number:04}"})
        assert not is_inside(client)

    match attack:
        case "passwords":
            late, _answer = enter(owner, REMOTE_ADDR="198.51.100.99")
            assert late.session.get("admin_password_by") is None
        case "codes":
            assert (
                "Too many codes"
                in client.post(STEP, {"code": code_now(secret)}).content.decode()
            )
        case _:
            assert len(mailoutbox) <= 5
            client.post(SECURITY, {"mailed": code_in(mailoutbox)})
            assert "qr" not in client.get(SECURITY).content.decode()
    assert not is_inside(client)


def test_one_password_for_many_people_from_one_address_is_stopped(shop: Shop) -> None:
    right = make_member(RoleName.READING, shop)
    right.set_password(PASSWORD)
    right.save()
    for number in range(100):
        Client().post(LOGIN, {"username": f"u{number}@example.com", "password": "x"})

    client, _answer = enter(right)

    assert not is_inside(client)


def test_an_idle_session_ends(owner: User) -> None:
    client = backoffice(owner)
    assert is_inside(client)

    cache.delete(f"admin-used:{client.session.session_key}")

    assert not is_inside(client)
    assert not is_inside(client)


def test_logging_out_everywhere_ends_every_session(owner: User) -> None:
    here, there = backoffice(owner), backoffice(owner)
    RecoveryCodes.activate(owner)
    add_app(owner)

    here.post(SECURITY, {"do": "everywhere"})

    assert not is_inside(here)
    assert not is_inside(there)
    assert not there.session.get("_auth_user_id") or there.get("/admin/").status_code == 302


def test_a_factor_that_is_added_ends_the_other_sessions(owner: User) -> None:
    here, there = backoffice(owner), backoffice(owner)
    session = here.session
    session["admin_mailbox_by"] = owner.pk
    session.save()
    page = here.get(SECURITY).content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret

    here.post(SECURITY, {"do": "app", "code": code_now(secret[1].replace(" ", ""))})

    assert is_inside(here)
    assert not is_inside(there)


def test_whoever_must_have_a_factor_cannot_remove_the_last(owner: User) -> None:
    add_app(owner)
    client = backoffice(owner)
    number = Authenticator.objects.get().pk

    client.post(SECURITY, {"do": "remove", "factor": number})

    assert Authenticator.objects.filter(pk=number).exists()


def test_a_forgotten_password_is_set_by_a_link_and_still_takes_the_second_step(
    owner: User, mailoutbox: Mails
) -> None:
    add_app(owner)
    client = Client(headers={"accept-language": "en"})
    client.post("/admin/mot-de-passe/", {"email": owner.email})
    link = re.search(r"(/admin/mot-de-passe/\S+/)", mailoutbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    words = dict.fromkeys(("new_password1", "new_password2"), "another long password")

    answer = client.post(page.request["PATH_INFO"], words)

    assert answer["Location"] == STEP
    assert not is_inside(client)
    owner.refresh_from_db()
    assert owner.check_password("another long password")


@pytest.mark.parametrize("email", ["nobody@example.com", "alice@example.com"])
def test_customers_and_strangers_get_no_link_to_the_back_office(
    alice: Any, email: str, mailoutbox: Mails
) -> None:
    User.objects.create_user("alice@example.com", "x")

    answer = Client().post("/admin/mot-de-passe/", {"email": email})

    assert answer["Location"] == "/admin/mot-de-passe/envoye/"
    assert mailoutbox == []


def test_an_invitation_makes_a_member_of_the_team(
    shop: Shop, owner: User, mailoutbox: Mails
) -> None:
    role = Group.objects.get(name=RoleName.READING)
    clerk = backoffice(owner)

    clerk.post(TEAM, {"shop": shop.pk, "email": "New@Example.com", "role": role.pk})

    person = User.objects.get(email="new@example.com")
    assert (person.is_staff, [*person.shops.all()]) == (True, [shop])
    assert [*person.groups.all()] == [role]
    link = re.search(r"(/admin/mot-de-passe/\S+/)", mailoutbox[0].body)
    assert link
    guest = Client(headers={"accept-language": "en"})
    page = guest.get(link[1], follow=True)
    words = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    guest.post(page.request["PATH_INFO"], words)
    assert is_inside(guest)
    assert "new@example.com" in clerk.get(TEAM).content.decode()


def test_nobody_gives_a_role_that_allows_more_than_theirs(shop: Shop) -> None:
    lender = make_staff("lea@example.com", shop, rights=("accounts.invite_staff",))
    role = Group.objects.get(name=RoleName.OWNER)

    answer = backoffice(lender).post(
        TEAM, {"shop": shop.pk, "email": "new@example.com", "role": role.pk}
    )

    assert "more than yours" in answer.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()


def test_staff_of_another_shop_are_not_given_a_role_here(shop: Shop, owner: User) -> None:
    sam = make_staff("sam@example.com", make_shop("other"))
    role = Group.objects.get(name=RoleName.OWNER)

    backoffice(owner).post(TEAM, {"shop": shop.pk, "email": sam.email, "role": role.pk})

    assert not sam.groups.exists()
    assert not shop.staff.filter(pk=sam.pk).exists()


def test_access_that_is_taken_away_ends_at_once_with_its_keys(
    shop: Shop, owner: User
) -> None:
    clerk = make_member(RoleName.SUPPORT, shop)
    theirs = backoffice(clerk)
    _key, token = api_actions.create_key(
        shop=shop, name="x", scopes=["read"], by=clerk, now=START
    )
    boss = backoffice(owner)
    said = {"withdraw": clerk.pk, "shop": shop.pk}

    assert "Take the access away" in boss.post(TEAM, said).content.decode()
    assert is_inside(theirs)
    boss.post(TEAM, said | {"confirm": "1"})

    assert not is_inside(theirs)
    clerk.refresh_from_db()
    assert (clerk.is_staff, clerk.groups.count()) == (False, 0)
    headers = {"authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/customers/1/account", headers=headers).status_code == 401


def test_nobody_takes_their_own_access_away(shop: Shop, owner: User) -> None:
    backoffice(owner).post(TEAM, {"withdraw": owner.pk, "shop": shop.pk, "confirm": "1"})

    assert shop.staff.filter(pk=owner.pk).exists()


def test_the_first_owner_is_made_by_a_command(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_owner", "Ada@Example.com", "--shop", shop.code)

    link = capsys.readouterr().out.strip()
    ada = User.objects.get(email="ada@example.com")
    assert ada.groups.get().name == RoleName.OWNER
    assert Client().get(link.partition("8000")[2] or link, follow=True).status_code == 200


def test_sessions_of_customers_end_everywhere_too(alice: Any) -> None:
    user = User.objects.create_user("alice@example.com")
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = f"/{alice.shop.code}/compte/"
    assert there.get(page).status_code == 200

    accounts.end_sessions(user=user)

    assert here.get(page).status_code == 302
    assert there.get(page).status_code == 302
