"""What people do in the shop and in « Mon compte », a call each, all in French."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from demo_shop.models import DemoOrder
from mailing import actions as mailing
from programme import actions as programme
from tests.browser import Mails, code_in

HOME = "/boutique/boutique/"
CART = f"{HOME}panier/"
ACCOUNT = "/boutique/compte/"
PASSWORD = "a-long-enough-password"


def hears(page: Page, sentence: str) -> None:
    """It stands on the page and is read out."""
    expect(page.get_by_role("status").filter(has_text=sentence)).to_have_text(sentence)


def log_in(page: Page, email: str, mails: Mails) -> None:
    """From the page that asks who it is, by a code."""
    mails.clear()
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code").fill(code_in(mails))
    page.get_by_role("button", name="Se connecter").click()


def open_account(page: Page, first_name: str, last_name: str, email: str) -> None:
    page.get_by_label("Prénom").fill(first_name)
    page.get_by_label("Nom", exact=True).fill(last_name)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_role("button", name="Créer mon compte").click()
    hears(page, "Votre compte est prêt : connectez-vous avec votre adresse e-mail.")


def put_in(page: Page, article: str) -> None:
    page.goto(HOME)
    page.get_by_role("link", name=article, exact=True).click()
    page.get_by_role("button", name="Ajouter au panier").click()
    hears(page, f"« {article} » est dans votre panier.")


def use_code(page: Page, code: str) -> None:
    """Typed into the cart."""
    page.get_by_label("Bon de réduction ou carte cadeau").fill(code)
    page.get_by_role("button", name="Appliquer").click()


def order(page: Page, amount: str) -> None:
    """What is in the cart, for so much and no more."""
    page.goto(CART)
    page.get_by_role("button", name="Commander").click()
    page.get_by_role("button", name=f"Payer {amount}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Commande")


def refund(desk: Page, bought: DemoOrder, *, changes: list[str]) -> None:
    """The merchant refunds an order, once the preview has shown what that changes."""
    desk.goto("/admin/demo_shop/demoorder/")
    desk.get_by_role("link", name=bought.reference).click()
    desk.get_by_role("link", name="Changer l’état ou rembourser").click()
    desk.get_by_label("État").select_option("refunded")
    desk.get_by_role("button", name="Voir ce que cela va changer").click()
    told = desk.get_by_role("region", name="Ce que cela va changer")
    expect(told.get_by_role("listitem")).to_have_text(changes)
    desk.get_by_role("button", name="Faire exactement cela").dblclick()
    expect(desk.get_by_text("Commande modifiée")).to_be_visible()


def mind_the_desk(desk: Page) -> None:
    """The merchant logs in to the back-office."""
    User.objects.create_superuser("marchand@example.com", PASSWORD)
    desk.goto("/admin/")
    desk.get_by_label("E-mail").fill("marchand@example.com")
    desk.get_by_label("Mot de passe").fill(PASSWORD)
    desk.get_by_role("button", name="Se connecter").click()
    expect(desk.get_by_role("button", name="Se déconnecter")).to_be_visible()


def night() -> None:
    """What the clock has brought about."""
    for _step in programme.night(now=timezone.now()):
        pass


def post() -> None:
    """What waits to be sent is sent."""
    for _batch in mailing.send_due(clock=timezone.now):
        pass
