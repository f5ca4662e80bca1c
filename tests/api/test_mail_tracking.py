"""What Brevo tells of mails, as it writes it."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from mailing.models import Consent, Mail, Suppression
from mailing.queries.addresses import address_hash
from mailing.queries.eligibility import may_receive
from shop.models import Customer
from tests.factories import START, day
from tests.mailing.mail_types import OFFER, RECEIPT

PAGE = "/api/mails/brevo/"
SECRET = "brevo:7Zq2nX9mK4"


@pytest.fixture(autouse=True)
def brevo(settings: Settings) -> None:
    settings.MAIL_PROVIDER = "brevo"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "BREVO_API_KEY": "key"}


def sent(customer: Customer, number: int = 1, **fields: Any) -> Mail:
    usual = {
        "mail_type": "offer",
        "advertising": True,
        "source": f"offer:{number}",
        "customer": customer,
        "email": customer.email,
        "address_hash": address_hash(customer.email),
        "state": "sent",
        "sent_at": day(number),
        "queued_at": START,
        "due_at": START,
        "not_after": day(9),
        "provider_id": f"<{number}@smtp-relay.mailin.fr>",
    }
    return Mail.objects.create(shop=customer.shop, **usual | fields)


def tell(what: str, mail: Mail | None = None, secret: str = SECRET, **fields: Any) -> int:
    """The status of our answer."""
    said: Mapping[str, Any] = {
        "event": what,
        "email": "Alice@example.com",
        "message-id": "<1@smtp-relay.mailin.fr>",
        "ts_epoch": 1777629600000,
    }
    custom = {"X-Mailin-custom": json.dumps({"mail": str(mail.pk)})} if mail else {}
    return (
        Client()
        .post(
            PAGE,
            json.dumps({**said, **custom, **fields}),
            content_type="application/json",
            headers={
                "authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"
            },
        )
        .status_code
    )


def state(mail: Mail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def test_an_address_that_does_not_exist_gets_nothing_any_more(alice: Customer) -> None:
    mail = sent(alice)

    assert tell("hard_bounce", mail, reason="550 5.1.1 unknown") == 200

    assert (state(mail), mail.answer) == (("bounced", "bounced"), "550 5.1.1 unknown")
    assert may_receive([alice], RECEIPT, START) == {alice.pk: "bounced"}


def test_a_mail_is_known_by_the_name_the_provider_gave_it(alice: Customer) -> None:
    mail, other = sent(alice), sent(alice, 2)

    assert tell("invalid_email") == 200
    assert (state(mail)[0], state(other)[0]) == ("bounced", "sent")


def test_a_mailbox_that_is_full_is_tried_with_the_next_mail_but_not_for_ever(
    alice: Customer,
) -> None:
    mails = [sent(alice, number) for number in (1, 2, 3)]

    for mail in mails[:2]:
        tell("soft_bounce", mail, reason="452 4.2.2 full")
    assert state(mails[0]) == ("bounced", "returned")
    assert may_receive([alice], RECEIPT, START) == {alice.pk: None}

    tell("soft_bounce", mails[2])
    assert may_receive([alice], RECEIPT, START) == {alice.pk: "bounced"}


def test_a_complaint_stops_all_but_necessary_mails(alice: Customer) -> None:
    mail = sent(alice)

    assert [tell("spam", mail), tell("complaint", mail)] == [200, 200]

    assert state(mail) == ("sent", "complained")
    assert may_receive([alice], OFFER, START) == {alice.pk: "complained"}
    assert may_receive([alice], RECEIPT, START) == {alice.pk: None}
    said = Consent.objects.values_list("given", "source").distinct()
    assert (Consent.objects.count(), [*said]) == (4, [(False, "webhook:brevo")])


def test_unsubscribing_at_the_provider_counts(alice: Customer) -> None:
    mail = sent(alice)

    assert [tell("unsubscribe", mail), tell("unsubscribe", mail)] == [200, 200]

    assert state(mail) == ("sent", "unsubscribed")
    assert may_receive([alice], OFFER, START) == {alice.pk: "unsubscribed"}
    assert Consent.objects.count() == 4
    assert not Suppression.objects.exists()


def test_a_stranger_who_unsubscribes_is_written_to_no_more(alice: Customer) -> None:
    mail = sent(alice)
    Mail.objects.update(customer=None, email="")

    tell("unsubscribe", mail)
    assert Suppression.objects.get().reason == "stopped"


@pytest.mark.parametrize("what", ["delivered", "opened", "click", "deferred", "what?"])
def test_other_events_change_nothing(alice: Customer, what: str) -> None:
    mail = sent(alice)

    assert tell(what, mail) == 200
    assert state(mail) == ("sent", "")


def test_a_mail_that_went_to_somebody_else_is_not_the_one(alice: Customer) -> None:
    mail = sent(alice, address_hash=address_hash("bob@example.com"))

    assert tell("hard_bounce", mail) == 200
    assert state(mail) == ("sent", "")
    assert not Suppression.objects.exists()


def test_nobody_else_is_believed(alice: Customer, settings: Settings) -> None:
    mail = sent(alice)

    assert tell("hard_bounce", mail, secret="brevo:guess") == 400
    assert Client().post(PAGE, "{}", content_type="application/json").status_code == 400
    for nothing in ({}, {"WEBHOOK_SECRET": ""}):
        settings.ANYMAIL = nothing
        assert tell("hard_bounce", mail) == 404
        assert Client().post(PAGE, "{}", content_type="application/json").status_code == 404
    assert state(mail) == ("sent", "")


def test_only_the_provider_that_we_use_has_an_address_here(settings: Settings) -> None:
    settings.MAIL_PROVIDER = ""
    assert tell("hard_bounce") == 404
    settings.MAIL_PROVIDER = "nobody"
    assert Client().head("/api/mails/nobody/").status_code == 404
    settings.MAIL_PROVIDER = "brevo"
    assert Client().head(PAGE).status_code == 200
    assert Client().get(PAGE).status_code == 405


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ["a"]},
        {"email": {"a": 1}},
        {"email": 5},
        {"email": "\ud800@x.example"},
        {"message-id": ["x"]},
        {"reason": {"a": 1}},
        {"X-Mailin-custom": "[]"},
        {"X-Mailin-custom": '{"mail": "9999999999999999999999999"}'},
    ],
)
def test_values_of_the_wrong_kind_are_refused_or_passed_over(
    alice: Customer, wrong: dict[str, Any]
) -> None:
    sent(alice)

    assert tell("hard_bounce", **wrong) in {200, 400}


@pytest.mark.parametrize("body", ["", "[", '{"event": 1, "ts_epoch": "x"}', "[]"])
def test_nonsense_is_refused(db: None, body: str) -> None:
    answer = Client().post(
        PAGE,
        body,
        content_type="application/json",
        headers={"authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"},
    )
    assert answer.status_code == 400
