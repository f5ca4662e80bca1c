"""A card is given, spent in part and refunded to; without a script."""

import re

from playwright.sync_api import Locator, Page, expect

from demo_shop.models import DemoOrder, Storefront
from giftcards.models import GiftCard
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import make_account
from tests.walks.conftest import Opens, sell
from tests.walks.steps import (
    ACCOUNT,
    log_in,
    mind_the_desk,
    order,
    post,
    put_in,
    refund,
    use_code,
)

pytestmark = IN_A_BROWSER


def test_a_card_is_given_spent_in_part_and_refunded_to(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    sell(storefront, "carte", "Carte cadeau", "50.00", gift_card=True)
    make_account(storefront, "57", "julie@example.com")
    make_account(storefront, "58", "paul@example.com")
    julie, paul, desk = opens(scripts=False), opens(scripts=False), opens()

    give(julie, mailoutbox)
    code = is_written(paul, mailoutbox)
    spend(paul, code, mailoutbox)
    expect(left_on(paul, code)).to_contain_text("10,00 €")

    mind_the_desk(desk)
    refund(
        desk,
        DemoOrder.objects.latest("pk"),
        changes=[
            "Points disponibles : 4 points → 0 point",
            f"Carte cadeau {code} : 10,00 € → 50,00 €",
        ],
    )
    expect(left_on(paul, code)).to_contain_text("50,00 €")
    paul.goto(f"{ACCOUNT}cartes-cadeaux/{code}/")
    looks_right(paul)


def give(julie: Page, mails: Mails) -> None:
    julie.goto(ACCOUNT)
    log_in(julie, "julie@example.com", mails)
    julie.goto("/boutique/boutique/article/carte/")
    julie.get_by_label("Pour qui").fill("Paul")
    julie.get_by_label("E-mail du destinataire").fill("paul@example.com")
    julie.get_by_label("Votre message").fill("Joyeux anniversaire !")
    looks_right(julie)
    julie.get_by_role("button", name="Ajouter au panier").click()
    order(julie, "50,00 €")
    expect(julie.locator("main")).to_contain_text("Pour Paul, par e-mail")
    looks_right(julie)


def is_written(paul: Page, mails: Mails) -> str:
    """The mail brings the code, and leads to a page to print: the code."""
    mails.clear()
    post()
    [mail] = mails
    assert mail.to == ["Paul <paul@example.com>"]
    assert "Joyeux anniversaire !" in mail.body
    code = GiftCard.objects.get().code
    assert code in mail.body
    [page] = set(re.findall(r"http\S+/carte-cadeau/\S+/", str(mail.body)))
    paul.goto(page)
    expect(paul.locator("main")).to_contain_text("50,00 €")
    expect(paul.locator("main")).to_contain_text("Pour Paul")
    expect(paul.locator("code")).to_have_text(code)
    looks_right(paul)
    return code


def spend(paul: Page, code: str, mails: Mails) -> None:
    """Typed as people type, before the log-in; the cart goes along."""
    put_in(paul, "Bougie")
    use_code(paul, f" {code.lower().replace('-', '- ')} ")
    expect(paul.locator("main")).to_contain_text("À payer 0,00 €")
    looks_right(paul)
    paul.locator("main").get_by_role("link", name="Se connecter").click()
    log_in(paul, "paul@example.com", mails)
    expect(paul.locator("main")).to_contain_text("À payer 0,00 €")
    order(paul, "0,00 €")
    expect(paul.locator("main")).to_contain_text(f"Payé par carte cadeau {code} −40,00 €")
    paul.goto(f"{ACCOUNT}cartes-cadeaux/")
    paul.get_by_label("Code de la carte cadeau").fill(code.lower())
    paul.get_by_role("button", name="Ajouter à mon compte").click()
    expect(paul.locator("main")).to_contain_text("10,00 €")


def left_on(page: Page, code: str) -> Locator:
    page.goto("/boutique/carte-cadeau/")
    page.get_by_label("Code de la carte cadeau").fill(code)
    page.get_by_role("button", name="Consulter le solde").click()
    return page.get_by_role("status")
