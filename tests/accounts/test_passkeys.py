"""Passkeys: made, used and removed in a browser that holds a virtual authenticator."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.rules import RoleName
from shop.models import Shop
from tests.browser import IN_A_BROWSER
from tests.factories import make_shop
from tests.staff import backoffice, make_member

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"
STEP = "/admin/etape/"
SECURITY = "/admin/securite/"

# An authenticator of the device itself, whose owner always touches it and is recognised.
OF_THE_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    # The test server speaks http on this machine: everywhere else the origin is checked.
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    cache.clear()


@dataclass
class Desk:
    """A window with an authenticator, and what its console complains of."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer) -> Iterator[Desk]:
    """No script or style was refused at the end: the strict policy holds."""
    page = chromium.new_page(base_url=live_server.url, locale="en-GB")
    desk = Desk(page, live_server.url)
    page.on("console", lambda said: desk.complaints.append(said.text))
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    control.send("WebAuthn.addVirtualAuthenticator", {"options": OF_THE_DEVICE})
    yield desk
    assert desk.complaints == []


def owner_of(shop: Shop) -> User:
    user = make_member(RoleName.OWNER, shop)
    user.set_password(PASSWORD)
    user.save()
    return user


def carry(client: Client, desk: Desk) -> None:
    """Give the browser the session of the test client."""
    value = client.cookies["sessionid"].value
    desk.page.context.clear_cookies()
    desk.page.context.add_cookies(
        [{"name": "sessionid", "value": value, "url": desk.address}]
    )


def give_password(page: Page, user: User) -> None:
    page.context.clear_cookies()
    page.goto(LOGIN)
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    def test_a_passkey_is_registered_opens_the_back_office_and_is_removed(
        self, desk: Desk
    ) -> None:
        user, page = owner_of(make_shop()), desk.page
        client = backoffice(user)
        session = client.session
        session["admin_mailbox_by"] = user.pk
        session.save()
        carry(client, desk)

        page.goto(SECURITY)
        page.get_by_label("Name, such as").fill("my telephone")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
        assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

        give_password(page, user)
        expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Home")
        row = Authenticator.objects.get(user=user, type="webauthn")
        assert row.last_used_at is not None

        # With a second one, the first may go: the role asks for at least one.
        page.goto(SECURITY)
        expect(page.locator("#content")).to_contain_text("my telephone")
        page.get_by_role("button", name="Remove").click()
        expect(page.locator(".messagelist")).to_contain_text("add another first")
        User.objects.filter(pk=user.pk).update(is_superuser=False)
        user.groups.clear()
        page.goto(SECURITY)
        page.get_by_role("button", name="Remove").click()
        expect(page.locator(".messagelist")).to_contain_text("It is removed.")
        assert not Authenticator.objects.filter(user=user).exists()

    def test_an_answer_of_a_passkey_is_taken_once_and_from_its_owner_only(
        self, desk: Desk
    ) -> None:
        shop = make_shop()
        user, page = owner_of(shop), desk.page
        client = backoffice(user)
        session = client.session
        session["admin_mailbox_by"] = user.pk
        session.save()
        carry(client, desk)
        page.goto(SECURITY)
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
        give_password(page, user)
        with page.expect_request(lambda sent: sent.method == "POST") as sent:
            page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Home")
        said = sent.value.post_data_json
        assert said
        assert json.loads(said["credential"])["response"]["signature"]

        thief = Client(headers={"accept-language": "en"})
        thief.post(LOGIN, {"username": user.email, "password": PASSWORD})
        thief.get(STEP)
        answer = thief.post(STEP, {"credential": said["credential"]})

        assert "does not fit" in answer.content.decode()
        assert thief.get("/admin/").status_code == 302


ODD = [
    *("", "null", "[]", "{}", '"x"', "1e999", "{", "[" * 100_000, '{"id": 1}'),
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    '{"id": "\\ud800", "rawId": "\\ud800", "type": "public-key", "response": "x"}',
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "AAAA",
                "attestationObject": "AAAA",
                "authenticatorData": "AAAA",
                "signature": "AAAA",
            },
        }
    ),
    json.dumps({"id": ["a"], "rawId": None, "response": {"clientDataJSON": {}}}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("credential", ODD)
def test_what_no_authenticator_says_is_refused_in_words(
    shop: Shop, credential: str
) -> None:
    user = owner_of(shop)
    client = backoffice(user)
    session = client.session
    session["admin_mailbox_by"] = user.pk
    session.save()
    client.get(SECURITY)
    answer = client.post(SECURITY, {"do": "passkey", "credential": credential})
    assert answer.status_code == 302
    assert not Authenticator.objects.exists()

    RecoveryCodes.activate(user)
    door = Client(headers={"accept-language": "en"})
    door.post(LOGIN, {"username": user.email, "password": PASSWORD})
    door.get(STEP)
    assert door.post(STEP, {"credential": credential}).status_code == 200
    assert door.get("/admin/").status_code == 302
