from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from mailing.models import (
    Branding,
    Consent,
    Mail,
    MailCategory,
    MailText,
    Preference,
    SendingLimits,
    Suppression,
)
from shop.models import Customer, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory


def mail(shop: Shop, **fields: Any) -> Mail:
    usual = {
        "mail_type": "news",
        "advertising": False,
        "source": "order:46",
        "email": "julie@example.com",
        "queued_at": START,
        "due_at": START,
        "not_after": START + timedelta(days=1),
    }
    return Mail.objects.create(shop=shop, **usual | fields)


def consent(shop: Shop, **fields: Any) -> Consent:
    usual = {
        "category": MailCategory.OFFERS,
        "given": True,
        "basis": Consent.Basis.CONSENT,
        "wording": "J’accepte.",
        "source": "portal",
        "recorded_at": START,
    }
    who = {"customer": CustomerFactory.create(shop=shop)}
    return Consent.objects.create(**who | usual | fields)


def suppression(shop: Shop) -> Suppression:
    return Suppression.objects.create(
        shop=shop, address_hash=b"x" * 16, reason="bounced", since=START
    )


def limits(shop: Shop, **fields: Any) -> None:
    SendingLimits.objects.filter(shop=shop).update(**fields)


def text(shop: Shop, **fields: Any) -> MailText:
    usual = {"mail_type": "news", "language": "fr", "subject": "Bon", "body": "Bonjour"}
    written = {"author": "staff:1", "saved_at": START}
    return MailText.objects.create(shop=shop, **usual | written | fields)


def head(shop: Shop, **fields: Any) -> Branding:
    return Branding.objects.create(shop=shop, **fields)


def preference(shop: Shop, language: str) -> Preference:
    customer = CustomerFactory.create(shop=shop)
    return Preference.objects.create(customer=customer, language=language)


WRONGS: Wrongs = {
    "mail_source_once_per_shop": lambda shop: [mail(shop), mail(shop)],
    "mail_has_cause_and_kind": lambda shop: mail(shop, source=""),
    "mail_is_to_somebody": lambda shop: mail(shop, email=""),
    "mail_sent_at_some_time": lambda shop: mail(shop, state="sent"),
    "mail_not_received_for_a_reason": lambda shop: mail(shop, state="refused"),
    "mail_claimed_by_an_attempt": lambda shop: mail(shop, state="claimed"),
    "consent_not_asked_for_service": lambda shop: consent(shop, category="service"),
    "consent_has_its_basis": lambda shop: consent(shop, given=False),
    "consent_given_in_words": lambda shop: consent(shop, wording=""),
    "consent_has_a_source": lambda shop: consent(shop, source=""),
    "suppression_once_per_address": lambda shop: [suppression(shop), suppression(shop)],
    "sending_limits_cap_lets_some_through": lambda shop: limits(shop, frequency_cap=0),
    "sending_limits_cap_over_some_days": lambda shop: limits(shop, frequency_cap_days=0),
    "sending_limits_leaves_a_day": lambda shop: limits(
        shop, quiet_days=[1, 2, 3, 4, 5, 6, 7]
    ),
    "branding_colours_are_hexadecimal": lambda shop: head(shop, colour="red"),
    "branding_logo_is_seen_by_https": lambda shop: head(shop, logo="http://x.fr/l.png"),
    "branding_logo_fits": lambda shop: head(shop, logo_width=521),
    "branding_names_are_one_line": lambda shop: head(shop, sender_name="a\nBcc: b"),
    "mail_text_once": lambda shop: [text(shop), text(shop)],
    "mail_text_says_something": lambda shop: text(shop, body=""),
    "mail_text_headers_are_one_line": lambda shop: text(shop, subject="a\r\nBcc: b"),
    "preference_names_a_language": lambda shop: preference(shop, ""),
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("mailing")


@pytest.mark.parametrize("name", WRONGS)
def test_what_no_mail_can_be_is_refused(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


def test_a_state_that_is_none_is_refused(shop: Shop) -> None:
    with refused_by("mail_sent_at_some_time"):
        mail(shop, state="lost")


def test_a_word_once_said_is_not_rewritten(alice: Customer) -> None:
    said = consent(alice.shop, customer=alice)

    for sql in ("UPDATE mailing_consent SET given = false", "DELETE FROM mailing_consent"):
        with (
            pytest.raises(InternalError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)

    assert Consent.objects.get() == said
