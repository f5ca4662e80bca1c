"""An article is sent to a friend: read first, sent once, answered to whoever sent it."""

import re
from datetime import timedelta

import time_machine
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from playwright.sync_api import Page, expect

from demo_shop.models import Storefront
from mailing.models import Mail
from sharing.models import SharingSettings
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.walks.conftest import Opens
from tests.walks.steps import HOME, post

pytestmark = IN_A_BROWSER


def test_a_friend_is_sent_an_article_once(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    SharingSettings.objects.filter(shop=storefront.shop).update(active=True)
    julie = opens()

    write(julie, "Elle irait si bien chez toi.")
    looks_right(julie)
    expect(julie.get_by_role("region", name="Ce que lira votre ami")).to_contain_text(
        "Elle irait si bien chez toi."
    )
    send(julie)
    looks_right(julie)
    [mail] = mailoutbox
    comes_from_the_shop(mail)

    write(julie, "Tu as vu ?")
    send(julie)
    expect(julie.get_by_role("status")).to_contain_text(
        "Nous écrivons à votre ami, sauf si cet article lui a déjà été envoyé"
    )
    assert len(mailoutbox) == 1
    assert Mail.objects.count() == 1
    julie.get_by_role("link", name="Revenir à l’article").click()
    expect(julie.get_by_role("heading", level=1)).to_have_text("Bougie")


def write(page: Page, text: str) -> None:
    page.goto(f"{HOME}article/bougie/")
    page.get_by_role("link", name="Envoyer à un ami").click()
    page.get_by_label("Votre prénom").fill("Julie")
    page.get_by_label("Votre adresse e-mail").fill("julie@example.com")
    page.get_by_label("Le prénom de votre ami").fill("Thomas")
    page.get_by_label("L’adresse e-mail de votre ami").fill("thomas@example.com")
    page.get_by_label("Votre message").fill(text)
    page.get_by_label("Mon ami est d’accord").check()
    page.get_by_role("button", name="Voir l’aperçu").click()


def send(page: Page) -> None:
    """After as long as people take to read what they have written."""
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        page.get_by_role("button", name="Envoyer ce message").dblclick()
        expect(page.get_by_role("heading", level=1)).to_have_text("Merci")
        post()


def comes_from_the_shop(mail: EmailMultiAlternatives) -> None:
    """Every address in it is the shop's own."""
    assert mail.subject == "Julie vous recommande «\xa0Bougie\xa0»"
    assert str(mail.message()["From"]) == "L’Atelier <fidelite@localhost>"
    assert mail.reply_to == ["julie@example.com"]
    assert mail.to == ["Thomas <thomas@example.com>"]
    links = re.findall(
        r"(?:href|src)=\"([^\"]+)", str(mail.alternatives[0][0])
    ) + re.findall(r"https?:\S+", str(mail.body))
    homes = {re.sub(r"^(https?://[^/]+).*", r"\1", link) for link in links}
    assert homes == {settings.BASE_URL}
