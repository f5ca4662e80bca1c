import pytest
from pytest_django import Settings

from mailing.queries.addresses import address_hash


@pytest.mark.parametrize(
    "email", ["alice@example.com", " Alice@Example.COM ", "alice+shop@example.com"]
)
def test_one_mailbox_has_one_hash(email: str) -> None:
    assert address_hash(email) == address_hash("alice@example.com")


def test_another_key_makes_another_hash(settings: Settings) -> None:
    settings.ADDRESS_KEY = "a"
    here = address_hash("alice@example.com")
    settings.ADDRESS_KEY = "b"

    assert address_hash("alice@example.com") != here


def test_another_address_has_another_hash() -> None:
    assert address_hash("bob@example.com") != address_hash("alice@example.com")


def test_what_is_no_address_is_not_all_the_same() -> None:
    assert address_hash("192.0.2.1") != address_hash("192.0.2.2")
