"""What a shop writes in its mails is seen before, and refused where it cannot be said."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mailing import actions as mailing
from mailing.models import Branding, Consent, MailText
from mailing.queries.mail_texts import shop_texts
from points.mails.vouchers import POINTS_VOUCHER
from shop.models import Customer, Shop
from tests.factories import START, day, make_shop
from tests.staff import backoffice, make_boss, make_staff
from tests.statements import convert, put_order

type Mails = list[EmailMultiAlternatives]

TEXT = {
    "subject": "Voici {amount}, {first_name}",
    "preheader": "",
    "body": "Bonjour {first_name} !\r\n\r\n{voucher}\r\n\r\n[Le voir]({voucher_url})",
}


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def page(shop: Shop, mail_type: str = "points_voucher", language: str = "fr") -> str:
    return f"/admin/mailing/mailtext/{shop.pk}/{mail_type}/{language}/"


@pytest.fixture
def boss(db: None) -> Client:
    return backoffice(make_boss())


def test_every_kind_is_there_in_every_language(boss: Client, shop: Shop) -> None:
    listed = boss.get("/admin/mailing/mailtext/")

    for mail_type in ("points_voucher", "points_expiring"):
        for language in ("fr", "en"):
            assert page(shop, mail_type, language) in listed.content.decode()


def test_a_text_is_saved_and_said_from_then_on(
    boss: Client, shop: Shop, alice: Customer
) -> None:
    answer = boss.post(page(shop), TEXT, follow=True)

    assert "The text is saved." in words(answer.content)
    row = MailText.objects.get()
    assert (row.mail_type, row.language, row.subject) == (
        "points_voucher",
        "fr",
        TEXT["subject"],
    )
    assert row.author.startswith("staff:")
    wanted = (shop.pk, "points_voucher", "fr")
    assert shop_texts([wanted])[wanted].body.startswith("Bonjour {first_name} !\n\n")
    assert "yours, of" in words(boss.get("/admin/mailing/mailtext/").content)

    boss.post(page(shop), TEXT | {"restore": "1"})
    assert not MailText.objects.exists()


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("body", "Bonjour {prenom}", "“prenom” is not known here. What can be said"),
        ("body", "{% load x %}", "braces stand around the name of a value"),
        ("body", "Voici {voucher} !", "“{voucher}” stands alone"),
        ("body", "[x]({code})", "“code” is no address. What a button can lead to:"),
        ("subject", "{voucher}", "“{voucher}” stands alone"),
        ("subject", "{x}", "“x” is not known here."),
        ("subject", "", "This field is required."),
    ],
)
def test_what_could_not_be_said_is_not_saved(
    boss: Client, shop: Shop, field: str, written: str, said: str
) -> None:
    answer = boss.post(page(shop), TEXT | {field: written})

    assert said in words(answer.content).replace("&quot;", '"')
    assert not MailText.objects.exists()
    framed = boss.post(f"{page(shop)}preview/", TEXT | {field: written})
    assert said in words(framed.content)


def test_what_is_known_is_named(boss: Client, shop: Shop) -> None:
    answer = words(boss.post(page(shop), TEXT | {"body": "{x}"}).content)

    for name in ("{first_name}", "{balance}", "{code}", "{voucher}"):
        assert name in answer


def test_a_preview_is_seen_by_a_real_customer_and_changes_nothing(
    boss: Client, shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    voucher = convert(alice, 4, on=0)
    for _batch in mailing.send_due(clock=lambda: day(0)):
        pass
    said = TEXT | {"customer": "ALICE@example.com"}

    framed = boss.post(f"{page(shop)}preview/", said)
    as_text = boss.post(f"{page(shop)}preview/", said | {"text": "1"})

    assert "Bonjour Alice\u202f!" in framed.content.decode()
    assert voucher.code in framed.content.decode()
    assert "Voici 2,00\u00a0€, Alice" in as_text.content.decode()
    assert not MailText.objects.exists()


def test_a_frame_runs_nothing(boss: Client, shop: Shop) -> None:
    framed = boss.get(f"{page(shop)}preview/")

    policy = framed["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert boss.get(page(shop))["X-Frame-Options"] == "DENY"


def test_looking_unsubscribes_nobody(boss: Client, shop: Shop, alice: Customer) -> None:
    where = f"{page(shop, 'points_expiring')}preview/"
    text = {"subject": "x", "preheader": "", "body": "{points}", "customer": "57"}

    framed = boss.post(where, text).content.decode()

    assert "/desabonnement/" not in framed
    assert framed.count("/boutique/compte/preferences/") == 2
    assert not Consent.objects.exists()


def test_a_test_goes_to_whoever_asks_for_it(
    boss: Client, shop: Shop, mailoutbox: Mails
) -> None:
    answer = boss.post(page(shop), TEXT | {"test": "1"})

    assert "A test is on its way to boss@example.com." in words(answer.content)
    (mail,) = mailoutbox
    assert mail.to == ["boss@example.com"]
    assert mail.subject == "[Test] Voici 2,00\u00a0€, Alice"
    assert "List-Unsubscribe" not in mail.extra_headers
    assert not MailText.objects.exists()


def test_staff_write_for_their_own_shops_and_if_they_may(shop: Shop) -> None:
    other = make_shop("other")
    writer = make_staff("anne@example.com", shop)
    writer.user_permissions.add(Permission.objects.get(codename="change_mailtext"))
    reader = make_staff("paul@example.com", shop)

    assert backoffice(writer).post(page(shop), TEXT).status_code == 302
    assert backoffice(writer).get(page(other)).status_code == 404
    assert backoffice(writer).get(f"{page(other)}preview/").status_code == 404
    assert backoffice(reader).get(page(shop)).status_code == 200
    assert backoffice(reader).post(page(shop), TEXT | {"test": "1"}).status_code == 403
    assert backoffice(reader).get(page(shop, "nothing")).status_code == 404
    assert backoffice(reader).get(page(shop, language="de")).status_code == 404


LOOK = {
    "sender_name": "L’équipe",
    "sender_email": "bonjour@lampes.example",
    "reply_to": "",
    "logo": "",
    "logo_width": "180",
    "colour": "#ffcc00",
    "background": "#ffffff",
    "company": "Lampes SARL",
    "address": "3 rue des Lilas, 75020 Paris",
    "legal": "RCS Paris",
    "privacy_url": "",
}


def test_a_branding_is_saved_and_says_which_colour_can_be_read(
    boss: Client, shop: Shop
) -> None:
    desk = f"/admin/mailing/branding/{shop.pk}/edit/"
    assert (
        f"/admin/mailing/branding/{shop.pk}/preview/"
        in boss.get("/admin/mailing/branding/").content.decode()
    )

    answer = words(boss.post(desk, LOOK, follow=True).content)

    assert "#ffcc00 is hard to read on white: links are written in #8f7200." in answer
    head = Branding.objects.get()
    assert (head.shop, head.sender_name, head.colour) == (shop, "L’équipe", "#ffcc00")
    boss.post(desk, LOOK | {"colour": "#005f73"})
    assert Branding.objects.get().colour == "#005f73"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("colour", "red"),
        ("logo", "http://boutique.fr/logo.png"),
        ("logo_width", "9"),
        ("sender_email", "x"),
        ("privacy_url", "javascript:alert(1)"),
    ],
)
def test_a_branding_that_cannot_be_is_refused(
    boss: Client, shop: Shop, field: str, wrong: str
) -> None:
    answer = boss.post(f"/admin/mailing/branding/{shop.pk}/edit/", LOOK | {field: wrong})

    assert answer.status_code == 200
    assert not Branding.objects.exists()


def test_a_branding_is_seen_before_it_is_saved(boss: Client, shop: Shop) -> None:
    framed = boss.post(f"/admin/mailing/branding/{shop.pk}/preview/", LOOK)

    assert "Lampes SARL, 3 rue des Lilas, 75020 Paris" in framed.content.decode()
    assert "#ffcc00" in framed.content.decode()
    assert not Branding.objects.exists()


def test_only_who_may_change_a_branding_does(shop: Shop) -> None:
    desk = f"/admin/mailing/branding/{shop.pk}/edit/"
    reader = make_staff("paul@example.com", shop)
    stranger = make_staff("sam@example.com", make_shop("other"))

    backoffice(reader).post(desk, LOOK)

    assert not Branding.objects.exists()
    assert backoffice(stranger).get(desk).status_code == 404


def test_a_text_of_each_kind_costs_what_one_does(boss: Client, shop: Shop) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            boss.get("/admin/mailing/mailtext/")
        return len(found)

    def write(mail_type: str, **fields: Any) -> None:
        MailText.objects.create(
            shop=shop,
            mail_type=mail_type,
            subject="x",
            body="x",
            author="staff:1",
            saved_at=START,
            **fields,
        )

    asked()
    write(POINTS_VOUCHER.code, language="fr")
    one = asked()
    write(POINTS_VOUCHER.code, language="en")
    write("points_expiring", language="en")
    assert asked() == one
