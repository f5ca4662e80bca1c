"""A shop is connected once, with a key that may what it must, and kept secret."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.test import override_settings

from connectors import actions as connectors
from connectors import encryption
from connectors.models import Connection
from connectors.outgoing import KeyRefused
from core.errors import Invalid
from core.outgoing import AddressRefused
from shop.models import Shop
from tests.connectors.fake import FakeShop
from tests.connectors.runs import pull
from tests.factories import START, day, make_shop
from tests.staff import make_staff


def connect(shop: Shop, address: str = "https://fake.example.com") -> Connection:
    return connectors.connect(
        shop=shop,
        kind="fake",
        address=address,
        credentials={"key": "s3cret-key"},
        author="staff:1",
        now=START,
    )


def test_a_first_look_keeps_what_it_found(draft: Connection) -> None:
    assert draft.state == Connection.State.DRAFT
    assert (draft.address, draft.version) == ("https://fake.example.com", "1.0")
    assert draft.states == {"new": "pending", "paid": "paid", "off": "cancelled"}


def test_the_key_is_kept_encrypted(draft: Connection) -> None:
    assert b"s3cret-key" not in bytes(draft.secrets)
    assert encryption.decrypt(draft.secrets)["key"] == "s3cret-key"


def test_a_shop_is_connected_once(draft: Connection) -> None:
    with pytest.raises(connectors.AlreadyConnected):
        connect(draft.shop, "https://other.example.com")


def test_an_address_is_connected_once(draft: Connection) -> None:
    with pytest.raises(connectors.AlreadyConnected):
        connect(make_shop("other"))


@pytest.mark.parametrize(
    "address",
    [
        "https://FAKE.example.com/",
        "https://fake.example.com:443",
        " https://fake.example.com",
    ],
)
def test_another_spelling_of_an_address_is_no_second_shop(
    draft: Connection, address: str
) -> None:
    with pytest.raises(connectors.AlreadyConnected):
        connect(make_shop("other"), address)


def test_one_that_was_left_can_be_connected_again(
    connection: Connection, fake: FakeShop
) -> None:
    connectors.disconnect(connection=connection, clock=lambda: day(1))

    assert encryption.decrypt(connection.secrets) == {}
    assert connect(connection.shop).state == Connection.State.DRAFT


def test_rights_that_are_missing_are_named(shop: Shop, fake: FakeShop) -> None:
    fake.missing = ("orders: get",)

    with pytest.raises(connectors.KeyTooNarrow, match="orders: get"):
        connect(shop)


def test_a_shop_in_another_currency_is_refused(shop: Shop, fake: FakeShop) -> None:
    fake.currency = "USD"

    with pytest.raises(Invalid):
        connect(shop)


@pytest.mark.parametrize(
    "address",
    ["http://fake.example.com", "ftp://fake.example.com", "https://a:b@c.example", "x"],
)
def test_an_address_that_is_none_is_refused(
    shop: Shop, fake: FakeShop, address: str
) -> None:
    with pytest.raises(AddressRefused):
        connect(shop, address)


def test_states_are_mapped_by_the_merchant(draft: Connection) -> None:
    connectors.map_states(connection=draft, states={"new": "paid"})
    connectors.check(connection=draft, now=START)

    draft.refresh_from_db()
    assert draft.states == {"new": "paid", "paid": "paid", "off": "cancelled"}
    with pytest.raises(Invalid):
        connectors.map_states(connection=draft, states={"new": "perhaps"})


def test_staff_are_written_to_once_when_a_key_is_refused(
    connection: Connection, fake: FakeShop
) -> None:
    make_staff("zoe@example.com", connection.shop)

    def no(_call: str) -> None:
        raise KeyRefused("no")

    fake.trouble = no
    pull(connection)
    pull(connection, START + timedelta(minutes=5))

    assert [letter.to for letter in mail.outbox] == [["zoe@example.com"]]
    assert connection.address in mail.outbox[0].body


def test_another_key_lets_it_go_on(connection: Connection, fake: FakeShop) -> None:
    Connection.objects.update(state="stopped", stopped_for="no")
    connection.refresh_from_db()
    before = encryption.decrypt(connection.secrets)["events"]

    connectors.renew_key(connection=connection, credentials={"key": "new"}, now=day(1))

    connection.refresh_from_db()
    assert (connection.state, connection.stopped_for) == ("on", "")
    assert encryption.decrypt(connection.secrets) == {"key": "new", "events": before}


def test_keys_of_the_environment_can_be_changed(draft: Connection) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with override_settings(CONNECTOR_KEYS=[old]):
        secrets = encryption.encrypt({"key": "s3cret"})
    with override_settings(CONNECTOR_KEYS=[new, old]):
        secrets = encryption.rotated(secrets)
    with override_settings(CONNECTOR_KEYS=[new]):
        assert encryption.decrypt(secrets) == {"key": "s3cret"}
    with pytest.raises(encryption.Undecryptable):
        encryption.decrypt(secrets)
