"""Who is asking, where proxies stand in between, and who only pretends."""

import pytest
from allauth.account.adapter import get_adapter
from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from loyalty_site.clients import behind_proxies

PEER = "10.0.0.1"


def seen(settings: Settings, proxies: int, forwarded: str | None) -> str:
    """The address that a view, axes and allauth all see."""
    settings.TRUSTED_PROXIES = proxies

    def view(request: HttpRequest) -> HttpResponse:
        addresses = {
            request.META["REMOTE_ADDR"],
            get_client_ip_address(request),
            get_adapter().get_client_ip(request),
        }
        return HttpResponse(" and ".join(addresses))

    said = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=said, REMOTE_ADDR=PEER)
    return behind_proxies(view)(request).content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PEER),
        (0, "192.0.2.9", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "192.0.2.9", "192.0.2.9"),
        (1, "6.6.6.6, 192.0.2.9", "192.0.2.9"),
        (1, "6.6.6.6,7.7.7.7,192.0.2.9", "192.0.2.9"),
        (2, "6.6.6.6, 192.0.2.9, 10.0.0.2", "192.0.2.9"),
        (2, "192.0.2.9", PEER),
        (1, "192.0.2.9:51234", "192.0.2.9"),
        (1, "2001:db8::9", "2001:db8::9"),
        (1, "[2001:db8::9]:51234", "2001:db8::9"),
        (1, "[2001:db8::9]", "2001:db8::9"),
        (1, "192.0.2.9, unknown", PEER),
        (1, "192.0.2.9,", PEER),
    ],
)
def test_the_address_is_the_one_that_ones_own_proxies_saw(
    settings: Settings, proxies: int, forwarded: str | None, address: str
) -> None:
    assert seen(settings, proxies, forwarded) == address


@pytest.mark.django_db
def test_a_false_address_gives_no_new_tries(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_superuser("merchant@example.com", "correct horse battery")
    said = {"username": "merchant@example.com", "password": "wrong"}

    answers = [
        Client(REMOTE_ADDR=PEER)
        .post(
            "/admin/login/", said, headers={"X-Forwarded-For": f"6.6.6.{each}, 192.0.2.9"}
        )
        .status_code
        for each in range(5)
    ]

    assert answers == [200, 200, 200, 200, 429]
    assert AccessAttempt.objects.get().ip_address == "192.0.2.9"
