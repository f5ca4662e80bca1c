"""A visitor's hearts become a list, its link, and somebody's present; without a script."""

from playwright.sync_api import Page, expect

from demo_shop.models import Storefront
from shop.models import Customer
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import make_account
from tests.walks.conftest import Opens
from tests.walks.steps import HOME, hears, log_in
from tests.wishlist.favourites import favourites

pytestmark = IN_A_BROWSER


def press_heart(page: Page, article: str) -> None:
    page.goto(HOME)
    page.get_by_role("button", name=article).click()
    hears(page, f"« {article} » est sur votre liste.")


def test_favourites_are_found_again_shared_and_offered(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    make_account(storefront, "57", "julie@example.com")
    julie, aunt, uncle = (opens(scripts=False) for _ in range(3))

    press_hearts_and_log_in(julie, mailoutbox)
    customer = Customer.objects.get(shop=storefront.shop, external_id="57")
    assert sorted(favourites(customer)) == ["allumettes", "bougie"]

    julie.get_by_role("button", name="Créer un lien").click()
    link = julie.locator("code").inner_text()
    looks_right(julie)
    offer(aunt, link)
    see_that_it_is_offered(uncle, link)
    be_kept_in_the_dark(julie, link)

    julie.go_back()
    julie.get_by_role("button", name="Ne plus partager").click()
    answer = uncle.goto(link)
    assert answer
    assert answer.status == 404
    expect(uncle.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")


def press_hearts_and_log_in(julie: Page, mails: Mails) -> None:
    press_heart(julie, "Bougie")
    press_heart(julie, "Allumettes")
    julie.get_by_role("link", name="Mes envies 2").click()
    looks_right(julie)
    julie.locator("main").get_by_role("link", name="Se connecter").click()
    log_in(julie, "julie@example.com", mails)
    expect(julie).to_have_title("Mes envies – L’Atelier")
    listed = julie.locator("main").get_by_role("heading", level=3)
    expect(listed).to_have_text(["Allumettes", "Bougie"])
    looks_right(julie)


def offer(aunt: Page, link: str) -> None:
    """In two windows at once, of which the second is late."""
    aunt.goto(link)
    expect(aunt.get_by_role("heading", level=1)).to_have_text(
        "Ma liste d’envies : les envies de Julie"
    )
    late = aunt.context.new_page()
    late.goto(link)
    for window in (aunt, late):
        window.get_by_role("button", name="Je l’offre Bougie").click()
        expect(window.get_by_role("status")).to_contain_text("Vous offrez « Bougie »")
    expect(aunt.get_by_text("Vous l’offrez", exact=True)).to_have_count(1)
    looks_right(aunt)


def see_that_it_is_offered(uncle: Page, link: str) -> None:
    uncle.goto(link)
    present = uncle.get_by_role("listitem").filter(has_text="Bougie")
    expect(present).to_contain_text("Déjà offert")
    expect(present.get_by_role("button", name="Je l’offre")).to_have_count(0)
    expect(uncle.get_by_role("button", name="Je l’offre")).to_have_count(1)
    looks_right(uncle)


def be_kept_in_the_dark(julie: Page, link: str) -> None:
    """Neither her list nor the page behind her link tells her."""
    julie.reload()
    expect(julie.get_by_role("button", name="Ne plus partager")).to_be_visible()
    expect(julie.locator("main")).not_to_contain_text("Déjà offert")
    julie.goto(link)
    expect(julie.locator("main")).to_contain_text("Voici votre liste")
    expect(julie.locator("main")).not_to_contain_text("Déjà offert")
    expect(julie.get_by_role("button", name="Je l’offre")).to_have_count(0)
    looks_right(julie)
