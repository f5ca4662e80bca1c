"""Every kind of mail as the bytes that an SMTP server receives, from an odd sender."""

import email.policy
import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from django.core import mail as outbox
from pytest_django import Settings

from accounts.models import User
from connectors.actions.stopping import stop
from mailing.actions.transport import compose
from mailing.mail_types import MailType, all_mail_types
from mailing.models import Branding, Mail, MailCategory
from mailing.rendering import render_contents
from mailing.rendering.previews import sample_mail
from portal.mails import send_code
from shop.models import Customer, Shop
from tests.connectors.rows import make_connection
from tests.factories import START, CustomerFactory

SENDER = "Épicerie « Chez Zoé », [l’originale] & fils <depuis 1890>, Saint-Étienne"
NAME = "Hélène Marie-Christine Dupont-Durand de la Roche, veuve Martin (née Lefèvre)"


@pytest.fixture(autouse=True)
def odd_shop(shop: Shop, settings: Settings) -> Shop:
    """Commas, accents, brackets, and domains in letters at each end."""
    settings.BASE_URL = "https://fidélité-et-récompenses.boutique-de-la-roche.example"
    Branding.objects.update_or_create(
        shop=shop,
        defaults={
            "sender_name": SENDER,
            "sender_email": "bonjour@épicerie-dubois.example",
            "reply_to": "réponses@bücher.example".replace("é", "e"),
        },
    )
    return shop


def head(content: bytes) -> dict[str, str]:
    """The headers as a plain parser unfolds them, nothing decoded; no line is too long."""
    raw = content.split(b"\r\n\r\n")[0]
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    lines = re.sub(r"\r\n(?=[ \t])", "", raw.decode("ascii")).split("\r\n")
    found = [line.split(": ", 1) for line in lines]
    assert len({name.lower() for name, _value in found}) == len(found)
    return {name: value for name, value in found}  # noqa: C416 -- typed pairs


def mailboxes(value: str) -> list[str]:
    return [address for _name, address in getaddresses([value])]


def reads_well(content: bytes, to: str, subject: str) -> dict[str, str]:
    """What holds of every mail that leaves; answers its headers."""
    found = head(content)
    shown = message_from_bytes(content, policy=email.policy.default)
    assert mailboxes(found["To"]) == [to]
    assert mailboxes(found["From"]) == ["bonjour@xn--picerie-dubois-9jb.example"]
    assert mailboxes(found["Reply-To"]) == ["reponses@xn--bcher-kva.example"]
    [(name, _address)] = getaddresses([found["From"]])
    # RFC 2047: white space between two encoded words belongs to neither.
    assert str(make_header(decode_header(name))) == SENDER
    assert shown["Subject"] == subject
    assert re.fullmatch(r"<[!-~]+@[!-~]+>", found["Message-ID"])
    assert found["Auto-Submitted"] == "auto-generated"
    return found


def written(mail_type: MailType, customer: Customer, language: str) -> tuple[bytes, str]:
    """The bytes of a mail of this type to the customer, and its subject."""
    sample = sample_mail(
        mail_type=mail_type,
        shop=customer.shop,
        language=language,
        source=None,
        customer=customer,
        branding=None,
    )
    [rendered] = render_contents([replace(sample, sample=False)], START)
    mail = Mail(
        pk=123_456_789,
        shop=customer.shop,
        mail_type=mail_type.code,
        customer=customer,
        email=customer.email,
        queued_at=START,
    )
    content = compose(mail, rendered).message(policy=email.policy.SMTP).as_bytes()
    return content, rendered.subject


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("mail_type", all_mail_types(), ids=lambda each: each.code)
def test_every_kind_of_mail_leaves_as_mailboxes_read_it(
    shop: Shop, mail_type: MailType, language: str
) -> None:
    customer = CustomerFactory.create(
        shop=shop, email="helene@bücher.example", first_name=NAME, last_name="Dupont, fils"
    )

    content, subject = written(mail_type, customer, language)

    found = reads_well(content, "helene@xn--bcher-kva.example", subject)
    service = mail_type.category == MailCategory.SERVICE
    assert ("List-Unsubscribe" in found) is not service
    if not service:
        assert re.fullmatch(r"<https://xn--[!-~]+/>", found["List-Unsubscribe"])
        assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.usefixtures("alice")
def test_a_log_in_code_leaves_as_mailboxes_read_it(shop: Shop) -> None:
    send_code(shop=shop, user=User(email="alice@example.com"), code="ABCD-EFGH")

    leaves("alice@example.com")


def test_word_to_staff_leaves_as_mailboxes_read_it(shop: Shop) -> None:
    claire = User.objects.create(email="claire@bücher.example", is_staff=True)
    shop.staff.add(claire)
    connection = make_connection(shop)

    stop(connection=connection, reason="401")

    leaves("claire@xn--bcher-kva.example")


def leaves(to: str) -> None:
    [mail] = outbox.outbox
    content = mail.message(policy=email.policy.SMTP).as_bytes()
    reads_well(content, to, str(mail.subject))
