"""By code, by password and by a link that opens once; and the mails one no longer wants."""

from playwright.sync_api import Page, expect

from demo_shop.models import Storefront
from mailing.models import MailCategory
from mailing.queries.consents import category_choices
from mailing.queries.links import UnsubscribeLink, unsubscribe_token
from shop.models import Customer
from tests.api.conftest import key_for
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import make_account
from tests.walks.conftest import Opens
from tests.walks.steps import ACCOUNT, hears, log_in

pytestmark = IN_A_BROWSER

PASSWORD = "une-bougie-au-figuier"


def test_three_ways_to_log_in(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    make_account(storefront, "57", "julie@example.com")
    julie = opens()

    julie.goto(f"{ACCOUNT}mot-de-passe/")
    log_in(julie, "Julie@Example.com", mailoutbox)
    julie.get_by_label("Nouveau mot de passe", exact=True).fill(PASSWORD)
    julie.get_by_label("Confirmation du nouveau mot de passe").fill(PASSWORD)
    looks_right(julie)
    julie.get_by_role("button", name="Enregistrer mon mot de passe").click()
    hears(
        julie, "Votre mot de passe est enregistré. Le code par e-mail fonctionne toujours."
    )
    leave(julie)

    by_password(julie)
    leave(julie)
    by_a_link(julie, storefront)


def test_unwanted_mails_are_switched_off(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    make_account(storefront, "57", "julie@example.com")
    julie, reader = opens(), opens(scripts=False)
    customer = Customer.objects.get(shop=storefront.shop)
    julie.goto(f"{ACCOUNT}preferences/")
    log_in(julie, "julie@example.com", mailoutbox)
    offers = julie.get_by_label("Offres et rappels")
    offers.check()
    looks_right(julie)
    julie.get_by_role("button", name="Enregistrer mes choix").click()
    hears(julie, "Vos choix sont enregistrés.")
    expect(offers).to_be_checked()

    reader.goto(way_out(customer))
    looks_right(reader)
    reader.get_by_role("button", name="Me désabonner").dblclick()
    expect(reader.get_by_role("heading", level=1)).to_have_text("C’est fait")
    looks_right(reader)
    julie.reload()
    expect(offers).not_to_be_checked()
    assert reader.context.cookies() == []

    offers.check()
    julie.get_by_role("button", name="Arrêter tous ces e-mails").click()
    hears(julie, "Vous ne recevez plus ces e-mails.")
    assert not any(each.subscribed for each in category_choices(customer))


def way_out(customer: Customer) -> str:
    """As it stands under each of our offers."""
    leaving = UnsubscribeLink(
        shop=customer.shop_id, category=MailCategory.OFFERS, customer=customer.pk
    )
    return f"/desabonnement/{unsubscribe_token(leaving)}/"


def leave(julie: Page) -> None:
    """And nothing is left of her account for whoever goes back."""
    julie.get_by_role("button", name="Se déconnecter", exact=True).click()
    hears(julie, "Vous êtes déconnecté.")
    julie.go_back()
    expect(julie.get_by_role("heading", level=1)).to_have_text("Se connecter à mon compte")


def by_password(julie: Page) -> None:
    julie.get_by_role("link", name="Se connecter avec un mot de passe").click()
    looks_right(julie)
    julie.get_by_label("Adresse e-mail").fill("julie@example.com")
    julie.get_by_label("Mot de passe").fill("une-autre-bougie")
    julie.get_by_role("button", name="Se connecter").click()
    expect(julie.get_by_role("alert")).to_have_text(
        "Cette adresse et ce mot de passe ne correspondent pas."
    )
    julie.get_by_label("Mot de passe").fill(PASSWORD)
    julie.get_by_role("button", name="Se connecter").click()
    expect(julie.get_by_role("heading", level=1)).to_have_text("Mes données")


def by_a_link(julie: Page, storefront: Storefront) -> None:
    """That the shop has asked for: it opens once."""
    answer = key_for(storefront.shop).post("/customers/57/login-links")
    link = str(answer.json()["url"])
    julie.goto(link)
    expect(julie.get_by_role("heading", level=1)).to_have_text("Bonjour Julie")
    leave(julie)
    julie.goto(link)
    expect(julie.get_by_role("alert")).to_have_text(
        "Ce lien a déjà servi ou a expiré. Connectez-vous."
    )
    looks_right(julie)
