"""Mailboxes that take no mail, at the door or later; and the language of a mail."""

from collections.abc import Callable
from datetime import datetime

import pytest

from mailing import actions as mailing
from mailing import mail_types
from mailing.actions.delivery_events import DeliveryEvent
from mailing.mail_types import Declined, Prepared
from mailing.models import Mail, MailCategory, Suppression
from shop.models import Customer, Shop
from tests.factories import day
from tests.mailing.mail_types import RECEIPT, mail_type
from tests.mailing.smtp import Inbox
from tests.mailing.test_sending import queue, send, state

DEAD = "550 5.5.0 Requested action not taken: mailbox unavailable"


def _say(answer: str) -> Callable[[str], str | None]:
    return lambda _address: answer or None


def refused(alice: Customer, inbox: Inbox, *answers: str | None) -> list[bool]:
    """One mail for each answer, None: taken. Whether the address is suppressed after."""
    found = []
    for number, answer in enumerate(answers):
        inbox.on_rcpt = _say(answer or "")
        queue(alice, RECEIPT, source=f"r{number}", now=day(number))
        send(on=number)
        found.append(Suppression.objects.filter(reason="bounced").exists())
    return found


@pytest.mark.parametrize(
    ("answers", "suppressed"),
    [
        ([DEAD, DEAD, DEAD], [False, False, True]),
        (["552 5.2.2 Mailbox full"] * 3, [False, False, True]),
        ([DEAD, None, DEAD, DEAD], [False, False, False, False]),
        ([DEAD, "550 5.7.1 Blocked", DEAD, DEAD], [False, False, False, True]),
        (["550 5.7.1 Blocked"] * 4, [False] * 4),
        (["554 Transaction failed"] * 4, [False] * 4),
    ],
)
def test_a_mailbox_that_refuses_three_in_a_row_is_dead(
    alice: Customer,
    inbox: Inbox,
    answers: list[str | None],
    suppressed: list[bool],
) -> None:
    assert refused(alice, inbox, *answers) == suppressed


def test_refused_at_the_door_and_returned_later_are_counted_together(
    alice: Customer, inbox: Inbox
) -> None:
    assert refused(alice, inbox, DEAD, DEAD, None) == [False, False, False]
    mail = Mail.objects.get(state="sent")

    mailing.record_event(
        mail=mail.pk,
        provider_id="",
        email=alice.email,
        event=DeliveryEvent.SOFT_BOUNCE,
        answer="552 5.2.2 Mailbox full",
        source="webhook",
        now=day(4),
    )

    assert Suppression.objects.get().reason == "bounced"


@pytest.mark.parametrize(
    ("answer", "suppressed"),
    [("550 5.7.1 Blocked", False), ("550 5.1.1 Nobody", True), ("", True), (DEAD, False)],
)
def test_what_the_server_said_counts_before_what_the_provider_makes_of_it(
    alice: Customer, inbox: Inbox, answer: str, suppressed: bool
) -> None:
    refused(alice, inbox, None)

    mailing.record_event(
        mail=Mail.objects.get().pk,
        provider_id="",
        email=alice.email,
        event=DeliveryEvent.HARD_BOUNCE,
        answer=answer,
        source="webhook",
        now=day(4),
    )

    assert Suppression.objects.exists() is suppressed


def test_nothing_is_prepared_for_an_address_that_cannot_be_written_to(
    alice: Customer, inbox: Inbox
) -> None:
    prepared = []

    def prepare(mails: list[Mail], _now: datetime) -> dict[int, Prepared | Declined]:
        prepared.extend(mails)
        return {mail.pk: Prepared() for mail in mails}

    kind = mail_type("minted", category=MailCategory.SERVICE, prepare=prepare)
    mail_types.register(kind)
    Customer.objects.filter(pk=alice.pk).update(email="élise@example.com")
    mail = queue(alice, kind)

    send()

    assert prepared == []
    assert state(mail) == ("failed", "bounced")


@pytest.mark.parametrize(
    ("stated", "shops", "language"),
    [
        ("de-DE", "en", "en"),
        ("de", "fr", "fr"),
        ("en-GB", "fr", "en"),
        ("fr_CA", "en", "fr"),
    ],
)
def test_a_mail_is_in_one_language_that_the_shop_speaks(
    alice: Customer, inbox: Inbox, stated: str, shops: str, language: str
) -> None:
    Customer.objects.filter(pk=alice.pk).update(language=stated)
    Shop.objects.update(language=shops)
    mail = queue(alice, RECEIPT)

    send()

    mail.refresh_from_db()
    assert mail.language == language
