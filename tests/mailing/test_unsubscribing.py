"""One click, without a page, a cookie or a log-in; and looking changes nothing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from mailing import actions as mailing
from mailing.models import Consent, MailCategory, MailRefusal, Suppression
from mailing.queries import addresses as mailing_addresses
from mailing.queries.addresses import suppressed
from mailing.queries.eligibility import may_receive
from mailing.queries.links import UnsubscribeLink, unsubscribe_token
from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import day
from tests.mailing.mail_types import NEWS, OFFER, RECEIPT
from tests.statements import merge, put_order

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(customer: Customer, category: MailCategory = MailCategory.OFFERS) -> str:
    leaving = UnsubscribeLink(
        shop=customer.shop_id, category=category, customer=customer.pk
    )
    return f"/desabonnement/{unsubscribe_token(leaving)}/"


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def reasons(customer: Customer) -> list[MailRefusal | None]:
    return [
        may_receive([customer], mail_type, timezone.now())[customer.pk]
        for mail_type in (OFFER, NEWS, RECEIPT)
    ]


@pytest.fixture
def alice(alice: Customer) -> Customer:
    """She has bought, so she gets offers."""
    put_order(alice.shop, "46", customer=alice)
    return alice


@pytest.fixture
def mailbox() -> Client:
    """Whoever posts for a reader brings no cookie, and no token of ours."""
    return Client(enforce_csrf_checks=True)


def test_a_mailbox_unsubscribes_in_one_click(alice: Customer, mailbox: Client) -> None:
    answer = mailbox.post(link(alice), ONE_CLICK)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.cookies == {}
    assert reasons(alice) == [MailRefusal.UNSUBSCRIBED, None, None]


def test_a_click_asked_for_again_changes_nothing(alice: Customer, mailbox: Client) -> None:
    for _ in range(3):
        assert mailbox.post(link(alice), ONE_CLICK).status_code == 200

    said = Consent.objects.get()
    assert (said.category, said.given, said.source) == ("offers", False, "mail")


def test_whoever_follows_links_unsubscribes_nobody(
    alice: Customer, mailbox: Client
) -> None:
    for answer in (mailbox.get(link(alice)), mailbox.head(link(alice))):
        assert answer.status_code == 200
        assert answer.cookies == {}

    assert not Consent.objects.exists()
    assert reasons(alice) == [None, None, None]


def test_the_page_leaves_one_category_or_all(alice: Customer, mailbox: Client) -> None:
    page = words(mailbox.get(link(alice)).content)
    assert "e-mails de la catégorie « Offres et rappels » de la part de La Boutique" in page

    done = words(mailbox.post(link(alice)).content)
    assert "ne vous envoie plus d’e-mails de la catégorie" in done
    assert reasons(alice) == [MailRefusal.UNSUBSCRIBED, None, None]

    mailbox.post(link(alice), {"everything": "1"})
    assert reasons(alice) == [MailRefusal.UNSUBSCRIBED, MailRefusal.UNSUBSCRIBED, None]


def test_the_page_speaks_the_language_of_the_mail(alice: Customer, mailbox: Client) -> None:
    mailing.set_language(customer=alice, language="en")

    page = mailbox.get(link(alice), headers={"accept-language": "fr"}).content

    assert b'<html lang="en">' in page
    assert "No more of these e-mails?" in words(page)


@pytest.mark.parametrize("token", ["x", "WzEsMV0:abc", "..", "%00"])
def test_a_link_that_is_not_ours_leads_nowhere(
    shop: Shop, mailbox: Client, token: str
) -> None:
    assert mailbox.post(f"/desabonnement/{token}/", ONE_CLICK).status_code == 404
    assert mailbox.get(f"/desabonnement/{token}/").status_code == 404


def test_a_link_outlives_the_secret_of_its_day(
    alice: Customer, mailbox: Client, settings: Settings
) -> None:
    old = link(alice)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []

    assert mailbox.post(old, ONE_CLICK).status_code == 200


def test_a_link_altered_is_not_ours(
    alice: Customer, bob: Customer, mailbox: Client
) -> None:
    said, seal = link(alice).strip("/").rsplit(":", 1)
    other = link(bob).strip("/").rsplit(":", 1)[0]

    assert mailbox.post(f"/{other}:{seal}/", ONE_CLICK).status_code == 404
    assert mailbox.post(f"/{said}:{seal}/", ONE_CLICK).status_code == 200
    assert reasons(bob)[1] is None


def test_a_link_of_an_account_merged_since_speaks_for_the_person(
    alice: Customer, bob: Customer, mailbox: Client
) -> None:
    old = link(bob)
    merge(alice, bob, on=1)

    mailbox.post(old, ONE_CLICK)

    assert reasons(alice)[0] == MailRefusal.UNSUBSCRIBED


def test_a_link_of_somebody_erased_still_answers(alice: Customer, mailbox: Client) -> None:
    old = link(alice)
    programme.erase_customer(
        shop=alice.shop, external_id="57", author="staff:1", now=day(1)
    )

    assert mailbox.get(old).status_code == 200
    assert mailbox.post(old, ONE_CLICK).status_code == 200


def test_somebody_who_is_no_customer_is_not_written_to_again(
    shop: Shop, mailbox: Client
) -> None:
    friend = mailing_addresses.address_hash("julie@example.com")
    leaving = UnsubscribeLink(
        shop=shop.pk, category=MailCategory.REFERRALS, address_hash=friend
    )
    page = f"/desabonnement/{unsubscribe_token(leaving)}/"

    assert "ne vous écrira plus" in words(mailbox.get(page).content)
    assert not Suppression.objects.exists()
    assert mailbox.post(page, ONE_CLICK).status_code == 200
    assert mailbox.post(page).status_code == 200

    assert suppressed([shop.pk], [friend]) == {(shop.pk, friend): "stopped"}


def test_a_yes_said_later_counts(alice: Customer, mailbox: Client) -> None:
    mailbox.post(link(alice), ONE_CLICK)
    now = timezone.now()
    mailing.record_consent(
        customer=alice, category=MailCategory.OFFERS, given=True, source="portal", now=now
    )

    assert reasons(alice)[0] is None


def test_a_click_costs_the_same_whatever_was_said(alice: Customer, mailbox: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            mailbox.post(link(alice), ONE_CLICK)
        return len(found)

    asked()
    once = asked()
    mailbox.post(link(alice, MailCategory.PROGRAMME), ONE_CLICK)
    assert asked() == once
