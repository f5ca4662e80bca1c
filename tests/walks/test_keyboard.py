"""A visit with nothing but Tab, Enter and Space, and the focus in sight at each stop."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from demo_shop.models import Storefront
from shop.models import Customer
from tests.browser import IN_A_BROWSER, Mails, code_in
from tests.demo_shop.conftest import make_account
from tests.statements import put_order
from tests.walks.conftest import Opens
from tests.walks.steps import ACCOUNT, hears
from vouchers.models import Voucher

pytestmark = IN_A_BROWSER

# What has the focus: its name, as far as it can be read there, and how it shows.
FOCUS = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const label = here.labels?.[0]?.innerText ?? here.innerText ?? "";
  return {
    name: label.replace(/\\s+/g, " ").trim(),
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    inside: box.width > 0 && box.top > -1 && box.bottom < innerHeight + 1,
  };
}"""
MOST_STOPS = 40


def test_the_account_is_walked_through_by_keyboard(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    make_account(storefront, "57", "julie@example.com")
    earn_four_points(storefront)
    julie = opens()
    julie.context.grant_permissions(["clipboard-read", "clipboard-write"])
    julie.goto(ACCOUNT)

    tab_to(julie, "Adresse e-mail")
    julie.keyboard.type("julie@example.com")
    tab_to(julie, "Recevoir un code")
    julie.keyboard.press("Enter")
    expect(julie.get_by_role("heading", level=1)).to_have_text("Saisissez le code")
    tab_to(julie, "Code")
    julie.keyboard.type(code_in(mailoutbox).lower().replace("-", " "))
    julie.keyboard.press("Enter")
    expect(julie.get_by_role("heading", level=1)).to_have_text("Bonjour Julie")

    tab_to(julie, "Transformer mes points en un bon de 2,00 €")
    julie.keyboard.press("Enter")
    expect(julie.get_by_role("heading", level=1)).to_have_text("Votre bon de 2,00 €")
    code = Voucher.objects.get().code
    tab_to(julie, f"Copier le code {code}")
    julie.keyboard.press("Space")
    hears(julie, "Code copié")
    assert julie.evaluate("navigator.clipboard.readText()") == code

    tab_to(julie, "Se déconnecter", back=True)
    julie.keyboard.press("Space")
    hears(julie, "Vous êtes déconnecté.")


def earn_four_points(storefront: Storefront) -> None:
    now = timezone.now() - timedelta(hours=1)
    put_order(
        storefront.shop,
        "45",
        customer=Customer.objects.get(shop=storefront.shop),
        now=now,
        updated_at=now,
        placed_at=now,
        paid_at=now,
    )


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Each stop on the way is in the window and has a ring around it."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        focus = page.evaluate(FOCUS)
        assert focus["inside"], focus
        assert focus["ring"] >= 2, focus
        if focus["name"] == name:
            return
    raise AssertionError(f"{name}: not within {MOST_STOPS} stops")
