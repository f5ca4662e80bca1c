"""An order lifts a customer, a refund lowers her: what she sees, saves and is written."""

from playwright.sync_api import Page, expect

from demo_shop.models import DemoOrder, Storefront
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import make_account
from tests.tiers.ladder import set_tiers
from tests.walks.conftest import Opens, sell
from tests.walks.steps import (
    ACCOUNT,
    CART,
    log_in,
    mind_the_desk,
    order,
    post,
    put_in,
    refund,
)

pytestmark = IN_A_BROWSER


def test_an_order_raises_the_tier_and_a_refund_lowers_it(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    set_tiers(storefront.shop)
    sell(storefront, "lampadaire", "Lampadaire", "600.00")
    make_account(storefront, "57", "julie@example.com")
    julie, desk = opens(), opens()

    julie.goto(ACCOUNT)
    log_in(julie, "julie@example.com", mailoutbox)
    stands(julie, "Bronze", "0,00 € sur 500,00 € (0 %)", "0")
    saves(julie, "Bronze", "−2,00 €", "38,00 €")

    put_in(julie, "Lampadaire")
    order(julie, "608,00 €")
    stands(julie, "Argent", "608,00 € sur 1 000,00 € (60 %)", "60")
    looks_right(julie)
    saves(julie, "Argent", "−4,00 €", "36,00 €")
    is_written(mailoutbox, "Félicitations, vous êtes au niveau Argent !")

    mind_the_desk(desk)
    refund(
        desk,
        DemoOrder.objects.get(),
        changes=["Points disponibles : 60 points → 0 point", "Niveau : Argent → Bronze"],
    )
    stands(julie, "Bronze", "0,00 € sur 500,00 € (0 %)", "0")
    julie.goto(CART)
    expect(julie.locator("main")).to_contain_text("38,00 €")
    is_written(mailoutbox, "Votre niveau de fidélité chez L’Atelier a changé")


def stands(julie: Page, tier: str, figures: str, part: str) -> None:
    julie.goto(ACCOUNT)
    shown = julie.get_by_role("region", name="Mon niveau")
    expect(shown).to_contain_text(tier)
    expect(shown).to_contain_text(figures)
    expect(shown.get_by_role("progressbar")).to_have_attribute("value", part)


def saves(julie: Page, tier: str, discount: str, to_pay: str) -> None:
    """On a candle."""
    put_in(julie, "Bougie")
    totals = julie.locator("main")
    expect(totals).to_contain_text(f"{tier} {discount}")
    expect(totals).to_contain_text(f"À payer {to_pay}")


def is_written(mails: Mails, subject: str) -> None:
    mails.clear()
    post()
    assert [mail.subject for mail in mails] == [subject]
