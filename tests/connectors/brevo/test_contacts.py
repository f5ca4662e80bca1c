"""Customers who agree to offers are contacts of the newsletter service, and nobody else."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from connectors import actions as connectors
from connectors.encryption import encrypt
from connectors.models import ContactAccount, PushedContact
from mailing.actions.preferences import record_consent
from mailing.models import Consent, MailCategory
from programme import actions as programme
from segments.models import Segment
from shop.models import Customer, Shop
from tests.connectors.brevo.server import FakeBrevo
from tests.connectors.servers import serving
from tests.factories import CustomerFactory, day
from tests.statements import put_order


@pytest.fixture
def brevo(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBrevo]:
    service = FakeBrevo()
    with override_settings(CONNECTORS_ALLOW_PRIVATE=True), serving(service) as server:
        monkeypatch.setattr("connectors.brevo.book.ADDRESS", server.address)
        yield service


@pytest.fixture
def account(shop: Shop, brevo: FakeBrevo) -> ContactAccount:
    made = ContactAccount(shop=shop)
    connectors.open_contacts(account=made, key="xkeysib-1")
    return made


@pytest.fixture
def alice(shop: Shop) -> Customer:
    customer = CustomerFactory.create(shop=shop, email="alice@example.com")
    answer(customer, given=True)
    return customer


def answer(customer: Customer, *, given: bool, on: float = 0) -> None:
    record_consent(
        customer=customer,
        category=MailCategory.OFFERS,
        given=given,
        source="account",
        now=day(on),
    )


def sync(account: ContactAccount, on: float = 1) -> tuple[int, int]:
    account.refresh_from_db()
    return connectors.sync_contacts(account=account, now=day(on))


def test_who_agrees_is_a_contact_with_their_figures(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer, shop: Shop
) -> None:
    CustomerFactory.create(shop=shop, email="silent@example.com")
    for number, at in enumerate([day(-20), day(-10)]):
        put_order(shop, str(number), customer=alice, placed_at=at, paid_at=at)

    assert sync(account) == (1, 0)

    assert brevo.contacts.keys() == {"alice@example.com"}
    contact = brevo.contacts["alice@example.com"]
    assert (contact["FIRSTNAME"], contact["POINTS"], contact["TIER"]) == ("Alice", 8, "")
    assert (contact["LAST_ORDER"], contact["NEXT_ORDER"]) == ("2026-04-21", "2026-05-01")
    assert {"POINTS", "TIER", "NEXT_ORDER"} <= brevo.attributes


def test_who_has_not_changed_is_not_sent_again(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer
) -> None:
    sync(account)

    assert sync(account, 2) == (0, 0)
    assert brevo.imports == 1


def test_segments_are_lists_that_follow(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer, shop: Shop
) -> None:
    buyers = Segment.objects.create(shop=shop, name="Acheteurs", min_orders=1)
    account.segments.add(buyers)
    put_order(shop, "1", customer=alice)
    sync(account)
    assert brevo.contacts["alice@example.com"]["lists"] == {"Acheteurs"}

    put_order(shop, "1", customer=alice, state="cancelled", on=1)
    sync(account, 2)

    assert brevo.contacts["alice@example.com"]["lists"] == set()


@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_who_wants_no_more_or_is_erased_is_removed(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer, shop: Shop, how: str
) -> None:
    sync(account)
    if how == "withdrawn":
        answer(alice, given=False, on=1)
    else:
        programme.erase_customer(
            shop=shop, external_id=alice.external_id, author="api:1", now=day(1)
        )

    assert sync(account, 2) == (0, 1)

    assert not brevo.contacts
    assert not PushedContact.objects.exists()


def test_a_new_address_is_another_contact(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer
) -> None:
    sync(account)
    Customer.objects.filter(pk=alice.pk).update(email="alice@example.org")

    sync(account, 2)

    assert brevo.contacts.keys() == {"alice@example.org"}


def test_who_unsubscribes_there_is_asked_for_nothing_here(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer
) -> None:
    sync(account)
    brevo.unsubscribed.add("alice@example.com")

    assert sync(account, 2) == (0, 1)

    said = Consent.objects.filter(customer=alice).latest("recorded_at")
    assert (said.given, said.source) == (False, "brevo")


def test_a_refused_key_stops_the_account_and_says_so(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer
) -> None:
    ContactAccount.objects.update(secrets=encrypt({"key": "another"}))

    assert sync(account) == (0, 0)

    account.refresh_from_db()
    assert account.stopped_for


def test_leaving_removes_everybody(
    account: ContactAccount, brevo: FakeBrevo, alice: Customer
) -> None:
    sync(account)

    assert connectors.close_contacts(account=account) == 1

    assert not brevo.contacts
    assert not ContactAccount.objects.exists()
