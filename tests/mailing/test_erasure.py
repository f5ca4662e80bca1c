"""Erasing a person empties their mails and keeps their refusals."""

import pytest

from mailing.models import Mail, MailRefusal, Suppression
from mailing.queries import eligibility as mailing_eligibility
from mailing.queries.eligibility import may_receive
from programme import actions as programme
from shop.models import Customer
from tests.factories import CustomerFactory, day
from tests.mailing.mail_types import NEWS, OFFER, RECEIPT
from tests.mailing.smtp import Inbox
from tests.mailing.test_sending import queue, send, state
from tests.statements import merge, put_order


def erase(customer: Customer) -> None:
    programme.erase_customer(
        shop=customer.shop, external_id=customer.external_id, author="system", now=day(2)
    )


@pytest.fixture
def gone(alice: Customer, bob: Customer, inbox: Inbox) -> Customer:
    """Alice, who was merged with Bob and has had one mail; another waits."""
    queue(alice)
    assert send() == 1
    queue(bob, RECEIPT)
    merge(alice, bob, on=1)
    erase(alice)
    alice.refresh_from_db()
    return alice


def test_what_waits_does_not_go_and_what_went_says_nothing(
    gone: Customer, inbox: Inbox
) -> None:
    assert send(on=2) == 0

    went, waited = Mail.objects.order_by("pk")
    assert (state(went), state(waited)) == (("sent", ""), ("refused", "erased"))
    for mail in (went, waited):
        assert (mail.email, mail.values, mail.address_hash) == ("", {}, None)


def test_who_has_asked_to_be_forgotten_gets_no_offers_under_another_id(
    gone: Customer,
) -> None:
    again = CustomerFactory.create(shop=gone.shop, email="Alice@example.com")
    put_order(gone.shop, "47", customer=again)

    assert mailing_eligibility.may_receive([again], OFFER, day(3)) == {
        again.pk: MailRefusal.STOPPED
    }
    assert mailing_eligibility.may_receive([again], RECEIPT, day(3)) == {again.pk: None}
    assert Suppression.objects.count() == 2


def test_somebody_else_at_the_same_address_is_not_asked_to_go(
    alice: Customer,
) -> None:
    husband = CustomerFactory.create(shop=alice.shop, email=alice.email)
    erase(alice)

    assert mailing_eligibility.may_receive([husband], NEWS, day(3)) == {husband.pk: None}
    assert not Suppression.objects.exists()


def test_a_mail_may_still_be_queued_for_an_id_that_was_erased(gone: Customer) -> None:
    mail = queue(gone, source="later")

    assert send(on=2) == 0
    assert state(mail) == ("refused", "erased")
    assert may_receive([gone], RECEIPT, day(2)) == {gone.pk: MailRefusal.ERASED}
