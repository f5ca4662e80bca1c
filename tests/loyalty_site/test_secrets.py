"""Secrets change without anybody noticing, and are dropped for good."""

import os
import subprocess
import sys

import pytest
from django.core import signing
from django.test import Client
from pytest_django import Settings

from accounts.models import User

OLD, NEW = "old-" * 15, "new-" * 15


@pytest.fixture
def signed(settings: Settings) -> str:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    return signing.dumps({"order": 46}, salt="tests")


@pytest.fixture
def visitor(settings: Settings, db: None) -> Client:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    visitor = Client()
    user = User.objects.create(email="alice@example.com")
    visitor.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return visitor


def who(visitor: Client) -> str:
    """The log-in page sends on whoever is signed in, back-office staff or not."""
    return str(visitor.get("/admin/login/").wsgi_request.user)


def test_what_the_old_key_signed_is_still_read(settings: Settings, signed: str) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    assert signing.loads(signed, salt="tests") == {"order": 46}


def test_nothing_new_is_signed_with_the_old_key(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    signed = signing.dumps({"order": 46}, salt="tests")
    settings.SECRET_KEY_FALLBACKS = []

    assert signing.loads(signed, salt="tests") == {"order": 46}


def test_a_dropped_key_opens_nothing(settings: Settings, signed: str) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []

    with pytest.raises(signing.BadSignature):
        signing.loads(signed, salt="tests")


def test_people_stay_signed_in_and_move_to_the_new_key(
    settings: Settings, visitor: Client
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert who(visitor) == "alice@example.com"

    settings.SECRET_KEY_FALLBACKS = []
    assert who(visitor) == "alice@example.com"


def test_who_did_not_come_by_in_between_signs_in_again(
    settings: Settings, visitor: Client
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []

    assert who(visitor) == "AnonymousUser"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "read"), [("", "[]"), ("old-1", "['old-1']"), ("a,b", "['a', 'b']")]
)
def test_former_keys_come_from_the_environment(given: str, read: str) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)",
        ],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "loyalty_site.settings"}
        | {"SECRET_KEY_FALLBACKS": given},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == read
