"""« Envoyer à un ami », and what becomes of those who take it for a relay."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from mailing import actions as mailing
from mailing.models import Mail, Suppression
from programme import actions as programme
from sharing.models import Recommendation, SharingSettings
from shop.models import Product, Shop
from tests.factories import day, make_shop
from tests.sharing.articles import make_article

PAGE = "/boutique/ami/p1/"
THANKS = "/boutique/ami/p1/merci/"
WRITTEN = {
    "sender_name": "Julie",
    "sender_email": "julie@example.com",
    "friend_name": "Thomas",
    "friend_email": "thomas@example.com",
    "text": "Il irait si bien chez toi.",
    "agreed": "on",
}

type Mails = list[EmailMultiAlternatives]


@pytest.fixture(autouse=True)
def _open(shop: Shop) -> None:
    SharingSettings.objects.filter(shop=shop).update(active=True)


@pytest.fixture(autouse=True)
def article(shop: Shop) -> Product:
    return make_article(shop)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def token(client: Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(PAGE).content.decode())
    assert found
    return found.group(1)


def send(client: Client, *, wait: float = 20, on: float = 0, **fields: Any) -> Any:
    """Opens the page, writes for so many seconds, and sends."""
    with time_machine.travel(day(on), tick=False) as clock:
        drawn = token(client)
        clock.shift(timedelta(seconds=wait))
        return client.post(PAGE, {**WRITTEN, "token": drawn, "send": "1", **fields})


def deliver(on: float = 0.01) -> int:
    """How many went."""
    return sum(batch.sent for batch in mailing.send_due(clock=lambda: day(on)))


def test_the_friend_is_written_to_by_the_shop_and_answers_the_sender(
    visitor: Client, mailoutbox: Mails
) -> None:
    answer = send(visitor)
    deliver()

    [mail] = mailoutbox
    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    assert mail.to == ["Thomas <thomas@example.com>"]
    assert "fidelite@localhost" in mail.from_email
    assert mail.reply_to == ["julie@example.com"]
    assert "Julie" in mail.subject
    assert "Vase boule" in mail.subject
    assert "Il irait si bien chez toi." in mail.body
    assert "https://shop.example.com/vase-boule" in mail.body
    assert "List-Unsubscribe" in mail.extra_headers


def test_the_address_is_forgotten_once_the_mail_has_gone(visitor: Client) -> None:
    send(visitor)
    deliver()

    mail = Mail.objects.get()
    assert (mail.state, mail.email, mail.reply_to) == ("sent", "", "")
    assert "thomas" not in str(vars(Recommendation.objects.get()))


def test_what_the_friend_will_read_is_shown_first(visitor: Client) -> None:
    fields = {**WRITTEN, "token": token(visitor)}

    page = text(visitor.post(PAGE, fields))

    assert "What your friend will read" in page
    assert "Il irait si bien chez toi." in page
    assert not Mail.objects.exists()


def test_one_message_per_address_and_article(visitor: Client, shop: Shop) -> None:
    send(visitor)
    again = send(visitor, friend_email="Thomas@Example.com", sender_name="Paul")

    assert again["Location"] == THANKS
    assert Mail.objects.count() == 1


def test_a_suppressed_address_gets_no_message(
    visitor: Client, shop: Shop, mailoutbox: Mails
) -> None:
    mailing.suppress(
        shop=shop, email="thomas@example.com", reason=Suppression.Reason.STOPPED, now=day(0)
    )

    answer = send(visitor)
    deliver()

    assert answer["Location"] == THANKS
    assert mailoutbox == []
    assert Mail.objects.get().state == "refused"


@pytest.mark.parametrize(
    "words",
    [
        "Viens voir https://evil.example",
        "www.evil.example",
        "evil。example",
        "evil.com",
        "écris à moi@evil.example",
        "<b>gratuit</b>",
        "[ici]({product_url})",
        "&lt;script&gt;",
        "gra\u200btuit",
        "\u202etxt",
        "x" * 501,
    ],
)
def test_a_message_carries_no_link_of_its_sender(visitor: Client, words: str) -> None:
    answer = send(visitor, text=words)

    assert answer.status_code == 200
    assert 'id="id_text_error"' in answer.content.decode()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"sender_name": "Julie\nBcc: x@example.com"},
        {"friend_name": "Thomas\r\nBcc: x@example.com"},
        {"sender_email": "julie@example.com\nBcc: x@example.com"},
        {"friend_email": "thomas@example.com, x@example.com"},
        {"friend_email": "thomas@example.com;x@example.com"},
        {"friend_email": "Thomas <thomas@example.com>"},
        {"sender_name": "Gagnez 100 € sur evil.example"},
        {"agreed": ""},
    ],
)
def test_no_header_and_no_second_address_can_be_slipped_in(
    visitor: Client, fields: dict[str, Any], mailoutbox: Mails
) -> None:
    answer = send(visitor, **fields)

    assert answer.status_code == 200
    assert (deliver(), mailoutbox) == (0, [])


@pytest.mark.parametrize(
    ("wait", "fields"),
    [
        (1, {}),
        (7201, {}),
        (20, {"website": "https://evil.example"}),
        (20, {"token": ""}),
        (20, {"token": "forged"}),
    ],
)
def test_robots_are_asked_to_look_again(
    visitor: Client, wait: float, fields: dict[str, Any]
) -> None:
    answer = send(visitor, wait=wait, **fields)

    assert "Please look at your message once more" in text(answer)
    assert not Mail.objects.exists()


def test_a_form_of_one_article_sends_no_other(visitor: Client, shop: Shop) -> None:
    make_article(shop, 2)
    with time_machine.travel(day(0), tick=False) as clock:
        drawn = token(visitor)
        clock.shift(timedelta(seconds=20))
        answer = visitor.post("/boutique/ami/p2/", {**WRITTEN, "token": drawn, "send": "1"})

    assert answer.status_code == 200
    assert not Mail.objects.exists()


@pytest.mark.parametrize("gone", ["closed", "inactive", "removed", "elsewhere"])
def test_an_article_that_cannot_be_sent_has_no_page(
    visitor: Client, shop: Shop, article: Product, gone: str
) -> None:
    if gone == "closed":
        SharingSettings.objects.update(active=False)
    if gone == "inactive":
        Product.objects.update(active=False)
    if gone == "removed":
        Product.objects.update(removed=True)
    page = PAGE
    if gone == "elsewhere":
        make_shop("ailleurs")
        page = "/ailleurs/ami/p1/"

    assert visitor.get(page).status_code == 404


def test_the_form_knows_who_is_signed_in(
    alice: Any, visit: Callable[[Any], Client]
) -> None:
    page = visit(alice).get(PAGE).content.decode()

    assert 'value="Alice"' in page
    assert 'value="alice@example.com"' in page


def test_senders_are_forgotten_when_the_limits_are_over(visitor: Client) -> None:
    send(visitor)
    swept = dict(programme.night(now=day(2.1)))

    row = Recommendation.objects.get()
    assert swept["senders"] == 1
    assert (row.sender, row.place) == (None, None)
    assert len(bytes(row.friend)) == 16
