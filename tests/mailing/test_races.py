"""Several workers at once, on connections of their own."""

from collections import Counter

import pytest
from django.db import transaction

from mailing.actions.claiming import claim_batch
from mailing.models import Mail, SendingLimits
from mailing.queries.eligibility import may_receive
from shop.models import Customer
from tests.connections import at_once, others, steps
from tests.factories import START, CustomerFactory
from tests.mailing.mail_types import OFFER
from tests.mailing.smtp import Inbox
from tests.mailing.test_erasure import erase
from tests.mailing.test_sending import agree, queue, send, state

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_workers_send_each_mail_once(alice: Customer, inbox: Inbox) -> None:
    people = CustomerFactory.create_batch(120, shop=alice.shop)
    for customer in people:
        queue(customer)

    sent = at_once(*[send] * 4)

    assert sum(sent) == 120
    assert set(Counter(inbox.recipients).values()) == {1}
    assert len(inbox.recipients) == 120


def test_the_cap_holds_between_workers(alice: Customer, inbox: Inbox) -> None:
    agree(alice)
    SendingLimits.objects.update(frequency_cap=1)
    for number in range(6):
        queue(alice, OFFER, source=str(number))

    while Mail.objects.filter(state="due").exists():
        at_once(*[send] * 4)
        Mail.objects.filter(state="due").update(due_at=START)

    states = Counter(Mail.objects.values_list("state", flat=True))
    assert states == {"sent": 1, "refused": 5}
    assert len(inbox.raw) == 1


def test_the_mail_and_its_customer_are_locked_before_anything_is_written(
    alice: Customer,
) -> None:
    queue(alice)

    with steps() as found:
        claim_batch(now=START)

    assert found == [
        "lock mailing_mail",
        "lock shop_customer",
        "write mailing_mail",
    ]


def test_whoever_is_at_work_on_a_customer_is_not_waited_for(alice: Customer) -> None:
    queue(alice)

    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=alice.pk)
        claimed, looked_at = at_once(lambda: claim_batch(now=START))[0]

    assert (claimed, looked_at) == ([], 1)
    assert Mail.objects.get().state == "due"


def test_a_customer_erased_while_a_mail_is_claimed_gets_none_after_it(
    alice: Customer, inbox: Inbox
) -> None:
    mail = queue(alice)
    with others() as pool:
        with transaction.atomic():
            claim_batch(now=START)
            erasing = pool.wait_to(lambda: erase(alice))
        erasing.result()

    assert state(mail) == ("refused", "erased")
    assert may_receive([alice], OFFER, START)
