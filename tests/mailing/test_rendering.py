"""Mails as they arrive: typography to the code point, both parts equal, links that lead."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mailing.mail_types import JSON, MailType, shared_placeholders
from mailing.models import Branding, MailText
from mailing.rendering import MailContent, RenderedMail, render_contents
from shop.models import Customer, Shop
from tests.factories import START, CustomerFactory, make_shop
from tests.mailing.mail_types import NEWS, RECEIPT, VOUCHER, mail_type
from tests.mailing.reading import part, said, seen, sent

VOUCHER_BLOCK: JSON = {
    "code": "FID-7KQ4M2XD9A",
    "label": "Récompense fidélité",
    "amount": "2.00",
    "valid_until": "2026-12-31T23:00:00+00:00",
    "minimum": "5.00",
    "terms": {"fr": ["Uniquement sur : Luminaires."], "en": ["Only on: Luminaires."]},
}
LAMP: dict[str, JSON] = {
    "name": "Lampe d’appoint",
    "quantity": 2,
    "price": "20.00",
    "url": "https://shop.example.com/p/1?a=1&b=2",
    "image": "https://shop.example.com/p/1.jpg",
}
GOODS: JSON = [
    LAMP,
    {"name": "Vase", "price": "1015.00", "before": "1234.50"},
    {"name": "Bol"},
]
VALUES: dict[str, JSON] = {
    "amount": "1234.50",
    "note": "5 > 4",
    "points": 1,
    "part": "12.5",
    "shop_url": "https://shop.example.com/",
    "voucher": VOUCHER_BLOCK,
    "products": GOODS,
}


def rendered(
    customer: Customer, mail: MailType = VOUCHER, language: str = "fr", **values: JSON
) -> RenderedMail:
    writing = MailContent(
        mail_type=mail,
        shop=customer.shop,
        language=language,
        values={**VALUES, **values},
        customer=customer,
    )
    (one,) = render_contents([writing], START)
    return one


def lines(found: RenderedMail) -> list[str]:
    return found.text.split("\n")


def test_a_french_reader_finds_french_typography(alice: Customer) -> None:
    message = sent(rendered(alice))

    assert message["Subject"] == "Votre bon de 1\u202f234,50\u00a0€, Alice"
    assert message.get_content_type() == "multipart/alternative"
    text = part(message, "plain")
    assert "Voici votre bon\u00a0: 5 > 4\n" in text
    assert "Il vous reste 1 point, soit 12,5\u00a0%\u202f!\n" in text
    assert text.split("\n\n")[3] == (
        "2,00\u00a0€\n"
        "Récompense fidélité\n"
        "Code\u00a0: FID-7KQ4M2XD9A\n"
        "Valable jusqu’au 31 décembre 2026\n"
        "À partir de 5,00\u00a0€ d’achats\n"
        "Uniquement sur : Luminaires."
    )
    assert "Lampe d’appoint\n2 × 20,00\u00a0€\nhttps://shop.example.com/p/1?a=1&b=2" in text
    assert "Vase\n1\u202f015,00\u00a0€ au lieu de 1\u202f234,50\u00a0€" in text


def test_an_english_reader_finds_english_typography(alice: Customer) -> None:
    found = rendered(alice, language="en")

    assert found.subject == "Your voucher of €1,234.50, Alice"
    assert "You have 1 point left, 12.5% of all!" in lines(found)
    assert "Valid until 31 December 2026" in lines(found)
    assert "Only on: Luminaires." in lines(found)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("mail", [VOUCHER, RECEIPT])
def test_both_parts_say_the_same_and_lead_to_the_same(
    alice: Customer, language: str, mail: MailType
) -> None:
    Branding.objects.create(
        shop=alice.shop,
        company="Lampes SARL",
        address="3 rue des Lilas, 75020 Paris",
        legal="RCS Paris 123 456 789\nTVA FR12",
        privacy_url="https://shop.example.com/privacy",
    )
    message = sent(rendered(alice, mail, language))

    html, text = seen(part(message, "html")), said(part(message, "plain"))

    assert html == text
    assert len(html[0]) > 40


def test_a_logo_says_the_name_of_the_shop(alice: Customer) -> None:
    Branding.objects.create(shop=alice.shop, logo="https://shop.example.com/l.png")
    found = rendered(alice)

    assert 'alt="La Boutique"' in found.html
    assert 'src="https://shop.example.com/l.png"' in found.html
    assert seen(found.html) == said(found.text)


def test_what_people_write_is_words_and_nothing_else(alice: Customer) -> None:
    alice.first_name = "<b>&\"'@1@{note}"
    found = rendered(
        alice,
        note="<script>alert(1)</script>\r\nBcc: eve@example.com",
        shop_url="javascript:alert(1)",
        products=[
            {
                "name": "</td><img src=x>",
                "url": 'https://x.fr/" onclick="x',
                "image": "data:image/png;base64,AAAA",
            }
        ],
    )

    assert "<script" not in found.html
    assert "onclick" not in found.html
    assert "javascript:" not in found.html + found.text
    assert "data:" not in found.html
    assert "<img" not in found.html
    assert "<b>&\"'@1@{note}" in found.subject
    assert seen(found.html) == said(found.text)


def test_no_field_begins_a_header_of_its_own(shop: Shop) -> None:
    evil = "x\r\nBcc: eve@example.com\r\n\r\nbody"
    alice = CustomerFactory.create(shop=shop, first_name=evil)
    shop.name = evil
    message = sent(rendered(alice, amount=None, note=evil))

    assert message["Bcc"] is None
    assert message["To"] == "alice@example.com"
    assert "\n" not in message["Subject"]
    assert "\n" not in message["From"]


def test_a_mail_is_small_has_its_language_and_keeps_to_its_width(alice: Customer) -> None:
    many: JSON = [{**LAMP, "name": f"Lampe {each}"} for each in range(10)]
    html = rendered(alice, products=many).html

    assert len(html.encode()) < 100_000
    assert '<html lang="fr"' in html
    assert "max-width:600px" in html
    assert 'role="presentation"' in html
    assert "prefers-color-scheme: dark" in html


def test_only_mails_that_can_be_switched_off_have_a_way_out(alice: Customer) -> None:
    offer, news, receipt = (rendered(alice, each) for each in (VOUCHER, NEWS, RECEIPT))

    for each in (offer, news):
        assert each.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = each.headers["List-Unsubscribe"].strip("<>")
        assert link.startswith("http://localhost:8000/desabonnement/")
        assert link in each.text
    assert receipt.headers == {"Auto-Submitted": "auto-generated"}
    assert "desabonnement" not in receipt.text + receipt.html


def test_every_link_of_a_mail_leads_to_a_page(alice: Customer, client: Client) -> None:
    own = [each for each in said(rendered(alice).text)[1] if "localhost" in each]

    assert len(own) == 2
    for each in own:
        answer = client.get(each.removeprefix("http://localhost:8000"), follow=True)
        assert answer.status_code == 200


def test_an_offer_says_that_it_is_advertising(alice: Customer) -> None:
    assert "Publicité. " in rendered(alice).text
    assert "Publicité" not in rendered(alice, NEWS).text


def test_a_shop_s_own_words_sender_and_colours_are_used(alice: Customer) -> None:
    other = CustomerFactory.create(shop=make_shop("other"))
    MailText.objects.create(
        shop=alice.shop,
        mail_type="bon",
        language="fr",
        subject="Coucou {first_name}",
        body="Un bon !\n\n{voucher}",
        author="staff:1",
        saved_at=START,
    )
    Branding.objects.create(
        shop=alice.shop,
        sender_name="L’équipe",
        sender_email="bonjour@demo_shop.fr",
        reply_to="aide@demo_shop.fr",
        colour="#005f73",
        background="#ffffff",
    )

    own = rendered(alice)
    assert own.subject == "Coucou Alice"
    assert "Un bon\u202f!" in lines(own)
    assert str(sent(own)["From"]) == "L’équipe <bonjour@demo_shop.fr>"
    assert own.reply_to == "aide@demo_shop.fr"
    assert "#005f73" in own.html
    assert rendered(alice, language="en").subject == "Your voucher of €1,234.50, Alice"
    assert rendered(other).subject.startswith("Votre bon de")
    assert str(sent(rendered(other))["From"]) == "La Boutique <fidelite@localhost>"


def test_days_are_those_of_the_shop(alice: Customer) -> None:
    mail = mail_type("bon", placeholders={"note": VOUCHER.placeholders["shop_url"]})
    assert "Voici votre bon" in rendered(alice, mail, note="not an address").text
    alice.shop.timezone = "America/New_York"
    assert "Valable jusqu’au 31 décembre 2026" in lines(rendered(alice))
    alice.shop.timezone = "Asia/Tokyo"
    assert "Valable jusqu’au 1er janvier 2027" in lines(rendered(alice))


def test_a_hundred_mails_ask_no_more_than_one(shop: Shop) -> None:
    def asked(count: int) -> int:
        people = CustomerFactory.create_batch(count, shop=shop)
        writings: list[Any] = [
            MailContent(
                mail_type=VOUCHER, shop=shop, language="fr", values=VALUES, customer=each
            )
            for each in people
        ]
        with CaptureQueriesContext(connection) as found:
            render_contents(writings, datetime(2026, 5, 1, tzinfo=UTC))
        return len(found)

    # Each value that an app shares may ask one of its own.
    assert asked(1) == asked(3) == 2 + len(shared_placeholders())
