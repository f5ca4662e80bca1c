"""From a row that is due to a mail that has arrived, or to the reason why not."""

from datetime import datetime, timedelta
from socket import socket
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from mailing import actions as mailing
from mailing import mail_types
from mailing.actions.claiming import claim_batch
from mailing.actions.queueing import Recipient
from mailing.mail_types import Declined, MailType, Prepared
from mailing.models import Consent, Mail, MailCategory, SendingLimits, Suppression
from shop.models import Customer
from tests.factories import START, CustomerFactory, day
from tests.mailing.mail_types import NEWS, OFFER, RECEIPT, mail_type
from tests.mailing.reading import part
from tests.mailing.smtp import Inbox, a_port, serving
from tests.mailing.smtp import mailers as served_on
from tests.statements import merge


def queue(customer: Customer, mail_type: MailType = NEWS, **fields: Any) -> Mail:
    source = f"{mail_type.code}:{customer.pk}"
    usual: dict[str, Any] = {"source": source, "values": {"points": 40}, "now": START}
    mail = mailing.queue(
        mail_type=mail_type, shop=customer.shop, customer=customer, **usual | fields
    )
    assert mail
    return mail


def send(on: float = 0) -> int:
    """How many have gone."""
    return sum(batch.sent for batch in mailing.send_due(clock=lambda: day(on)))


def agree(*customers: Customer) -> None:
    for customer in customers:
        mailing.save_consent(
            customer=customer,
            category=MailCategory.OFFERS,
            given=True,
            basis=Consent.Basis.CONSENT,
            wording="J’accepte.",
            source="portal",
            now=START,
        )


def state(mail: Mail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def test_a_mail_that_is_due_arrives(alice: Customer, inbox: Inbox) -> None:
    mail = queue(alice)

    assert send() == 1

    [arrived] = inbox.mails
    assert arrived["To"] == "Alice Martin <alice@example.com>"
    assert arrived["Subject"] == "news\u00a0: 40 points"
    assert arrived["Message-ID"] == f"<mail.{mail.pk}.1777629600@localhost>"
    assert "vous avez 40 points" in part(arrived, "plain")
    assert state(mail) == ("sent", "")
    assert (mail.sent_at, mail.email, mail.language) == (START, "alice@example.com", "fr")


def test_a_mail_goes_once(alice: Customer, inbox: Inbox) -> None:
    queue(alice)

    assert [send(), send(), send(on=1)] == [1, 0, 0]
    assert len(inbox.raw) == 1


def test_a_mail_that_is_not_due_waits(alice: Customer, inbox: Inbox) -> None:
    queue(alice, due_at=day(2))

    assert [send(), send(on=1.9), send(on=2)] == [0, 0, 1]


def test_a_stranger_is_written_to_and_then_forgotten(alice: Customer, inbox: Inbox) -> None:
    julie = Recipient(
        "julie@example.com",
        name="Julie",
        language="en",
        reply_to="bob@example.com",
        keep_address=False,
    )
    mail = mailing.queue(
        mail_type=RECEIPT,
        shop=alice.shop,
        source="friend:1",
        values={"points": 1},
        recipient=julie,
        now=START,
    )
    assert mail

    assert send() == 1

    [arrived] = inbox.mails
    assert (arrived["To"], arrived["Reply-To"]) == (
        "Julie <julie@example.com>",
        "bob@example.com",
    )
    assert arrived["Subject"] == "receipt: 1 point"
    assert state(mail) == ("sent", "")
    assert (mail.email, mail.name, mail.reply_to, mail.values) == ("", "", "", {})
    assert mail.address_hash is not None


def test_who_may_not_receive_it_does_not_and_the_reason_is_kept(
    alice: Customer, inbox: Inbox
) -> None:
    mail = queue(alice, OFFER)

    assert send() == 0
    assert state(mail) == ("refused", "no_consent")


def test_a_stranger_whose_address_came_back_is_not_written_to(
    alice: Customer, inbox: Inbox
) -> None:
    mailing.suppress(
        shop=alice.shop,
        email="julie@example.com",
        reason=Suppression.Reason.BOUNCED,
        now=START,
    )
    mail = mailing.queue(
        mail_type=RECEIPT,
        shop=alice.shop,
        source="friend:1",
        values={},
        recipient=Recipient("Julie@example.com"),
        now=START,
    )
    assert mail

    assert send() == 0
    assert state(mail) == ("refused", "bounced")


def test_a_mail_goes_to_the_address_the_person_has_when_it_goes(
    alice: Customer, bob: Customer, inbox: Inbox
) -> None:
    mail = queue(bob)
    merge(alice, bob, on=1)
    Customer.objects.filter(pk=alice.pk).update(email="alice@example.net", language="en")

    assert send(on=1) == 1

    assert inbox.recipients == ["alice@example.net"]
    assert inbox.mails[0]["Subject"] == "news: 40 points"
    state(mail)
    assert (mail.customer_id, mail.email) == (bob.pk, "alice@example.net")


def test_a_mail_is_in_the_shops_language_where_the_customer_has_none(
    alice: Customer, inbox: Inbox
) -> None:
    Customer.objects.update(language="")
    queue(alice)
    send()

    assert inbox.mails[0]["Subject"] == "news\u00a0: 40 points"


def test_at_night_advertising_waits_and_the_rest_goes(
    alice: Customer, inbox: Inbox
) -> None:
    agree(alice)
    night = 10 / 24  # 22 h in Paris
    offer, news = queue(alice, OFFER), queue(alice)

    assert send(on=night) == 1
    assert state(news) == ("sent", "")
    assert (state(offer), offer.due_at) == (("due", ""), day(20 / 24))
    assert [send(on=19.9 / 24), send(on=20 / 24)] == [0, 1]


def test_what_would_come_too_late_is_dropped(alice: Customer, inbox: Inbox) -> None:
    agree(alice)
    mail = queue(alice, OFFER, not_after=day(20 / 24))
    late = queue(alice, source="late")

    assert send(on=10 / 24) == 1
    assert state(mail) == ("refused", "too_late")
    assert state(late) == ("sent", "")
    old = queue(alice, source="old", not_after=day(1))
    assert send(on=1) == 0
    assert state(old) == ("refused", "too_late")


def test_the_cap_holds_within_one_run(alice: Customer, inbox: Inbox) -> None:
    agree(alice)
    SendingLimits.objects.update(frequency_cap=2)
    mails = [queue(alice, OFFER, source=str(number)) for number in range(4)]

    for moment in range(10):
        send(on=moment * 10 / 86400)

    assert [state(mail) for mail in mails] == [
        ("sent", ""),
        ("sent", ""),
        ("refused", "capped"),
        ("refused", "capped"),
    ]


@pytest.fixture
def prepared() -> list[str]:
    return []


@pytest.fixture
def voucher(prepared: list[str], settings: Settings) -> MailType:
    """A mail type that mints something for who is not called Bob."""

    def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
        prepared.extend(f"prepare {mail.pk}" for mail in mails)
        return {mail.pk: answer(mail) for mail in mails}

    def answer(mail: Mail) -> Prepared | Declined:
        if mail.customer and mail.customer.first_name == "Bob":
            return Declined("ordered")
        return Prepared({} if mail.prepared_at else {"points": 99})

    def undo(mails: list[Mail], now: datetime) -> None:
        prepared.extend(f"undo {mail.pk}" for mail in mails)

    voucher = mail_type(
        "receipt", category=MailCategory.SERVICE, prepare=prepare, undo=undo
    )
    mail_types._MAIL_TYPES["receipt"] = voucher
    return voucher


def test_the_kind_has_the_last_word(
    alice: Customer, bob: Customer, voucher: MailType, inbox: Inbox
) -> None:
    to_alice, to_bob = queue(alice, voucher), queue(bob, voucher)

    assert send() == 1

    assert inbox.mails[0]["Subject"] == "receipt\u00a0: 99 points"
    assert (state(to_alice), to_alice.values) == (("sent", ""), {"points": 99})
    assert state(to_bob) == ("refused", "ordered")


def test_what_was_made_ready_is_taken_back_when_the_mail_cannot_go(
    alice: Customer, voucher: MailType, prepared: list[str], inbox: Inbox
) -> None:
    mail = queue(alice, voucher)
    inbox.on_data = lambda _content: "451 4.3.0 Later"

    send()
    assert prepared == [f"prepare {mail.pk}"]
    inbox.on_data = lambda _content: "554 5.7.1 Spam"
    send(on=1)

    assert prepared == [f"prepare {mail.pk}"] * 2 + [f"undo {mail.pk}"]
    assert state(mail) == ("failed", "rejected")
    assert mail.answer == "554 5.7.1 Spam"


def test_a_prepared_mail_is_taken_back_when_consent_ends_meanwhile(
    alice: Customer, prepared: list[str], voucher: MailType, inbox: Inbox
) -> None:
    mail = queue(alice, voucher)
    inbox.on_data = lambda _content: "451 4.3.0 Later"
    send()
    Customer.objects.update(first_name="Bob")

    send(on=1)
    assert state(mail) == ("refused", "ordered")
    assert prepared[-1] == f"undo {mail.pk}"


def test_a_kind_that_stumbles_holds_up_nobody_else(
    alice: Customer, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
        raise ZeroDivisionError

    broken = mail_type("broken", prepare=stumble)
    mail_types.register(broken)
    mail, news = queue(alice, broken), queue(alice)

    assert send() == 1
    assert state(news) == ("sent", "")
    assert (state(mail), mail.due_at) == (("due", ""), START + timedelta(minutes=1))
    assert "could not be prepared" in caplog.text


def test_a_kind_that_this_release_does_not_know_waits_for_one_that_does(
    alice: Customer, inbox: Inbox
) -> None:
    mail = queue(alice, mail_type("tomorrow"))

    assert send() == 0
    assert state(mail) == ("due", "")
    assert send(on=3) == 0
    assert state(mail) == ("refused", "too_late")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 No such user", ("failed", "bounced")),
        ("550 5.7.1 Not from you", ("failed", "rejected")),
        ("450 4.2.1 Greylisted", ("due", "")),
        ("452 4.2.2 Mailbox full", ("due", "")),
    ],
)
def test_a_recipient_that_is_refused(
    alice: Customer, bob: Customer, inbox: Inbox, answer: str, expected: tuple[str, str]
) -> None:
    inbox.on_rcpt = lambda address: answer if address == alice.email else None
    mail, other = queue(alice), queue(bob)

    assert send() == 1
    assert state(other) == ("sent", "")
    assert (state(mail), mail.answer) == (expected, answer)
    gone = expected[1] == "bounced"
    assert Suppression.objects.filter(reason="bounced").exists() is gone


def test_a_mail_is_tried_again_and_again_until_it_is_too_late(
    alice: Customer, inbox: Inbox
) -> None:
    inbox.on_data = lambda _content: "451 4.3.0 Later"
    mail = queue(alice, not_after=START + timedelta(minutes=10))
    tries = []

    for minute in range(20):
        state(mail)
        before = mail.attempts
        send(on=minute / 1440)
        state(mail)
        tries += [minute] * (mail.attempts - before)

    assert tries == [0, 1, 3, 7]
    assert (state(mail), mail.answer) == (("failed", "gave_up"), "451 4.3.0 Later")


def test_an_address_that_is_none_is_not_tried(alice: Customer, inbox: Inbox) -> None:
    Customer.objects.update(email="alice@example.com\r\nBcc: all@example.com")
    mail = queue(alice)

    assert send() == 0
    assert state(mail) == ("failed", "bounced")
    assert inbox.raw == []


def test_no_field_begins_a_header_of_its_own(alice: Customer, inbox: Inbox) -> None:
    evil = "x\r\nBcc: all@example.com\r\n\r\nbody"
    Customer.objects.update(first_name=evil, last_name=evil)
    queue(alice, values={"points": 1, "note": evil})
    mailing.queue(
        mail_type=NEWS,
        shop=alice.shop,
        source="stranger",
        values={"points": 1, "note": evil},
        recipient=Recipient("julie@example.com", name=evil),
        now=START,
    )

    assert send() == 2
    assert sorted(inbox.recipients) == ["alice@example.com", "julie@example.com"]
    for arrived in inbox.mails:
        assert arrived["Bcc"] is None
        assert arrived["Subject"] == "news\u00a0: 1 point x Bcc: all@example.com body"


def test_an_answer_address_that_begins_a_header_is_refused(
    alice: Customer, inbox: Inbox
) -> None:
    mail = mailing.queue(
        mail_type=NEWS,
        shop=alice.shop,
        source="stranger",
        values={},
        recipient=Recipient("julie@example.com", reply_to="b@x.fr\r\nBcc: all@x.fr"),
        now=START,
    )
    assert mail

    assert send() == 0
    assert state(mail) == ("failed", "rejected")
    assert inbox.raw == []


def test_a_text_that_cannot_be_written_holds_up_nobody_else(
    alice: Customer, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    mail_types.register(untold := mail_type("untold"))
    mail, news = queue(alice, untold), queue(alice)

    assert send() == 1
    assert state(news) == ("sent", "")
    assert (state(mail), mail.answer) == (("due", ""), "The mail could not be written.")
    assert "could not be written" in caplog.text


def test_a_server_that_is_away_is_asked_once_in_a_run(
    alice: Customer, bob: Customer, settings: Settings
) -> None:
    settings.MAILERS = served_on(a_port())
    mails = [queue(alice), queue(bob)]

    [batch] = mailing.send_due(clock=lambda: START)

    assert (batch.sent, batch.unreachable) == (0, True)
    assert [state(mail) for mail in mails] == [("due", "")] * 2
    assert mails[0].answer.startswith("ConnectionRefusedError")
    assert [mail.due_at for mail in mails] == [START + timedelta(minutes=1)] * 2


def test_a_server_that_hangs_up_after_some_mails_is_called_again(
    alice: Customer, inbox: Inbox
) -> None:
    people = [alice, *CustomerFactory.create_batch(4, shop=alice.shop)]
    for customer in people:
        queue(customer)
    seen = [0]

    def hang_up(_address: str) -> str | None:
        seen[0] += 1
        return "421 4.7.0 Too many on this line" if seen[0] % 3 == 0 else None

    inbox.on_rcpt = hang_up

    assert send() == 5
    assert len(set(inbox.recipients)) == 5


def test_a_slow_worker_requeues_what_it_cannot_send_in_time(
    alice: Customer, bob: Customer, inbox: Inbox
) -> None:
    mails = [queue(alice), queue(bob)]
    times = iter([START, START, START, *[START + timedelta(minutes=6)] * 10])

    found = [*mailing.send_due(clock=lambda: next(times), until=START + timedelta(1))]

    assert [batch.sent for batch in found][:1] == [1]
    assert [state(mail)[0] for mail in mails] == ["sent", "due"]


def test_a_worker_that_was_taken_for_lost_has_no_say_any_more(
    alice: Customer, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue(alice)
    [lost], _ = claim_batch(now=START)
    assert [send(on=14.9 / 1440), send(on=15 / 1440)] == [0, 1]
    assert state(mail) == ("sent", "")

    from mailing.actions import outcomes  # noqa: PLC0415

    outcomes.save_outcomes([lost], {lost.pk: outcomes.MailFailed("gave_up")}, now=day(1))
    assert state(mail) == ("sent", "")
    assert mail.attempts == 2


def test_a_server_that_says_nothing_is_not_waited_for_all_day(
    alice: Customer, settings: Settings
) -> None:
    mail = queue(alice)
    with socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.MAILERS = served_on(deaf.getsockname()[1], timeout=0.2)

        [batch] = mailing.send_due(clock=lambda: START)

    assert (batch.sent, batch.unreachable) == (0, True)
    assert state(mail) == ("due", "")
    assert mail.answer.endswith("timed out")


def test_a_server_that_is_gone_for_an_hour_costs_an_hour(
    alice: Customer, bob: Customer, settings: Settings
) -> None:
    agree(bob)
    port = a_port()
    settings.MAILERS = served_on(port)
    mails = [queue(alice), queue(bob, OFFER), queue(bob)]
    short = queue(alice, source="short", not_after=START + timedelta(minutes=30))

    assert [send(on=minute / 1440) for minute in range(60)] == [0] * 60
    assert state(short) == ("failed", "gave_up")

    inbox = Inbox()
    with serving(inbox, port):
        sent = [send(on=minute / 1440) for minute in range(60, 92)]

    assert sum(sent) == 3
    assert [state(mail) for mail in mails] == [("sent", "")] * 3
    assert len(inbox.raw) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_claiming_many_costs_what_claiming_one_does(
    alice: Customer, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(alice)
    for customer in CustomerFactory.create_batch(count, shop=alice.shop):
        agree(customer)
        queue(customer, OFFER)

    with django_assert_num_queries(12):
        assert len(claim_batch(now=START)[0]) == count
