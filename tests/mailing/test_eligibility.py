"""Who may be written to, and why not."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from mailing import actions as mailing
from mailing.actions.suppressions import unsuppress
from mailing.mail_types import MailType
from mailing.models import (
    Consent,
    Mail,
    MailCategory,
    MailRefusal,
    SendingLimits,
    Suppression,
)
from mailing.queries.eligibility import may_receive
from shop.models import Customer
from tests.factories import START, CustomerFactory, day, make_shop
from tests.mailing.mail_types import NEWS, OFFER, RECEIPT
from tests.statements import merge, put_order, unmerge


def said(customer: Customer, *, given: bool, on: float = 0, **fields: Any) -> None:
    basis = Consent.Basis.CONSENT if given else Consent.Basis.WITHDRAWAL
    usual = {"category": MailCategory.OFFERS, "wording": "J’accepte.", "source": "portal"}
    mailing.save_consent(
        customer=customer, given=given, basis=basis, now=day(on), **usual | fields
    )


def sent(customer: Customer, on: float, **fields: Any) -> Mail:
    usual = {
        "mail_type": "offer",
        "advertising": True,
        "source": f"sent:{customer.pk}:{on}",
        "state": "sent",
        "sent_at": day(on),
        "queued_at": day(on),
        "due_at": day(on),
        "not_after": day(on + 1),
    }
    return Mail.objects.create(shop=customer.shop, customer=customer, **usual | fields)


def asked(
    customer: Customer, mail_type: MailType = OFFER, on: float = 0
) -> MailRefusal | None:
    customer.refresh_from_db()
    return may_receive([customer], mail_type, day(on))[customer.pk]


def test_an_account_that_never_bought_gets_offers_once_it_has_agreed(
    alice: Customer,
) -> None:
    assert asked(alice) == MailRefusal.NO_CONSENT
    assert asked(alice, NEWS) is None
    assert asked(alice, RECEIPT) is None

    said(alice, given=True, category=MailCategory.WISHLIST)
    assert asked(alice) == MailRefusal.NO_CONSENT
    said(alice, given=True)
    assert asked(alice) is None


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("paid", None),
        ("refunded", MailRefusal.NO_CONSENT),
        ("pending", MailRefusal.NO_CONSENT),
        ("cancelled", MailRefusal.NO_CONSENT),
    ],
)
def test_who_has_bought_may_be_offered_more(
    alice: Customer, state: str, reason: MailRefusal | None
) -> None:
    put_order(alice.shop, "46", customer=alice, state=state)

    assert asked(alice) == reason


def test_a_sale_that_was_cancelled_is_none(alice: Customer) -> None:
    put_order(alice.shop, "46", customer=alice)
    put_order(alice.shop, "46", customer=alice, state="cancelled", on=1)

    assert asked(alice) == MailRefusal.NO_CONSENT


def test_a_no_ends_what_a_purchase_allows_and_a_yes_renews_it(alice: Customer) -> None:
    put_order(alice.shop, "46", customer=alice)

    said(alice, given=False, on=1)
    assert asked(alice, on=2) == MailRefusal.UNSUBSCRIBED
    said(alice, given=True, on=3)
    assert asked(alice, on=4) is None


def test_unsubscribing_from_all_leaves_service_mails(alice: Customer) -> None:
    mailing.unsubscribe(customer=alice, category=None, source="mail", now=START)

    assert asked(alice, OFFER) == MailRefusal.UNSUBSCRIBED
    assert asked(alice, NEWS) == MailRefusal.UNSUBSCRIBED
    assert asked(alice, RECEIPT) is None


def test_unsubscribing_from_one_category_leaves_the_others(alice: Customer) -> None:
    mailing.unsubscribe(
        customer=alice, category=MailCategory.OFFERS, source="mail", now=START
    )

    assert asked(alice, OFFER) == MailRefusal.UNSUBSCRIBED
    assert asked(alice, NEWS) is None


def test_an_address_that_came_back_gets_nothing(alice: Customer) -> None:
    mailing.suppress(
        shop=alice.shop,
        email="ALICE@example.com",
        reason=Suppression.Reason.BOUNCED,
        now=START,
    )

    assert asked(alice, RECEIPT) == MailRefusal.BOUNCED
    alice.email = "alice@example.net"
    assert may_receive([alice], RECEIPT, START) == {alice.pk: None}


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        (Suppression.Reason.COMPLAINED, MailRefusal.COMPLAINED),
        (Suppression.Reason.STOPPED, MailRefusal.STOPPED),
        (Suppression.Reason.ERASED, MailRefusal.STOPPED),
    ],
)
def test_a_suppressed_address_gets_service_mails_only_until_a_new_consent(
    alice: Customer, why: Suppression.Reason, reason: MailRefusal
) -> None:
    put_order(alice.shop, "46", customer=alice)
    mailing.suppress(shop=alice.shop, email=alice.email, reason=why, now=START)

    assert asked(alice) == reason
    assert asked(alice, NEWS) == reason
    assert asked(alice, RECEIPT) is None

    said(alice, given=True, on=1)
    assert asked(alice, on=1) is None


def test_agreeing_does_not_mend_an_address(alice: Customer) -> None:
    mailing.suppress(
        shop=alice.shop, email=alice.email, reason=Suppression.Reason.STOPPED, now=START
    )
    mailing.suppress(
        shop=alice.shop, email=alice.email, reason=Suppression.Reason.BOUNCED, now=day(1)
    )

    said(alice, given=True, on=2)
    assert asked(alice, on=2) == MailRefusal.BOUNCED
    unsuppress(shop=alice.shop, email=alice.email)
    assert asked(alice, on=2) is None


def test_another_shop_may_still_write(alice: Customer) -> None:
    other = CustomerFactory.create(shop=make_shop("other"), email=alice.email)
    mailing.suppress(
        shop=alice.shop, email=alice.email, reason=Suppression.Reason.BOUNCED, now=START
    )

    found = may_receive([alice, other], RECEIPT, START)
    assert found == {alice.pk: MailRefusal.BOUNCED, other.pk: None}


def test_without_an_address_or_a_person_nobody_is_written_to(
    alice: Customer, bob: Customer
) -> None:
    alice.email = ""
    bob.email, bob.erased_at = "", START

    found = may_receive([alice, bob], RECEIPT, START)
    assert found == {alice.pk: MailRefusal.NO_ADDRESS, bob.pk: MailRefusal.ERASED}


def test_the_cap_counts_the_offers_of_all_campaigns(alice: Customer) -> None:
    said(alice, given=True)
    for on in (0, 1, 2):
        assert asked(alice, on=2) is None
        sent(alice, on)

    assert asked(alice, on=6.9) == MailRefusal.CAPPED
    assert asked(alice, NEWS, on=6.9) is None
    assert asked(alice, on=7) is None


def test_service_mails_and_those_that_never_went_do_not_count(alice: Customer) -> None:
    said(alice, given=True)
    SendingLimits.objects.update(frequency_cap=1)
    sent(alice, 1, advertising=False)
    sent(alice, 2, state="refused", reason="capped", sent_at=None)
    sent(alice, 3, state="due", sent_at=None)

    assert asked(alice, on=4) is None
    going = sent(alice, 4, state="claimed", sent_at=None, attempts=1)
    assert asked(alice, on=4) == MailRefusal.CAPPED
    found = may_receive([alice], OFFER, day(4), excluding=[going.pk])
    assert found == {alice.pk: None}


def test_without_a_cap_there_is_no_end(alice: Customer) -> None:
    said(alice, given=True)
    SendingLimits.objects.update(frequency_cap=None)
    for hour in range(10):
        sent(alice, hour / 24)

    assert asked(alice, on=1) is None


def test_a_merged_account_is_one_person_and_after_parting_two(
    alice: Customer, bob: Customer
) -> None:
    said(alice, given=True, on=0)
    said(bob, given=False, on=1)
    SendingLimits.objects.update(frequency_cap=1)
    sent(bob, 2)
    assert asked(alice, on=3) is None

    merge(alice, bob, on=3)
    assert asked(alice, on=4) == MailRefusal.UNSUBSCRIBED
    said(alice, given=True, on=5)
    assert asked(alice, on=5) == MailRefusal.CAPPED

    unmerge(bob, on=6)
    assert asked(alice, on=6) is None
    assert asked(bob, on=6) == MailRefusal.UNSUBSCRIBED


@pytest.mark.parametrize("count", [1, 3])
def test_asking_of_many_costs_what_asking_of_one_does(
    alice: Customer, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [alice, *CustomerFactory.create_batch(count - 1, shop=alice.shop)]

    with django_assert_num_queries(3):
        assert len(may_receive(many, OFFER, START)) == count
