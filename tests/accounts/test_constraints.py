import pytest

from accounts.models import KnownDevice, LogInLink, User
from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START


def link(email: str = "alice@example.com", *, times: int = 1) -> None:
    for _ in range(times):
        LogInLink.objects.create(digest=b"1", shop="boutique", email=email, until=START)


def know_twice() -> None:
    user = User.objects.create(email="a@example.com")
    for _ in range(2):
        KnownDevice.objects.create(user=user, digest=b"d", known_since=START)


WRONGS: Wrongs = {
    "known_device_once": lambda _: know_twice(),
    "user_email_is_lower_case": lambda _: User.objects.create(email="Alice@example.com"),
    "log_in_link_once": lambda _: link(times=2),
    "log_in_link_email_is_lower_case": lambda _: link("Alice@example.com"),
}


def test_every_constraint_is_tried() -> None:
    assert names("accounts") == set(WRONGS)


@pytest.mark.parametrize("name", WRONGS)
def test_an_address_is_not_known_in_two_ways(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)
