"""Which pictures there are, who looks, and what of the page is shown.

A picture is a PNG of `docs/pictures`; the page of the same name is the scene's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from playwright.sync_api import Page

# The second account of somebody: the scene opens it, a picture merges it.
TWICE = "9101"


class Who(Enum):
    CUSTOMER = "customer"
    MERCHANT = "merchant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``height`` in pixels of the page, from ``heading`` on or from its top."""

    name: str
    page: str = ""
    who: Who = Who.MERCHANT
    phone: bool = False
    height: int = 760
    heading: str = ""
    before: Callable[[Page], None] | None = None

    @property
    def on(self) -> str:
        return self.page or self.name


def _spend_less(page: Page) -> None:
    """Another rate, looked at before it is saved."""
    page.locator("[name=ratio]").fill("8")
    _press(page, "Aperçu")


def _reach_sooner(page: Page) -> None:
    """A draft: the second tier from 400 €. Each tier opens by its name."""
    page.locator("summary", has_text="Argent").click()
    page.get_by_label("Dépense minimale").nth(1).fill("400")
    _press(page, "Voir ce que cela changerait")


def _merge(page: Page) -> None:
    page.locator("[name=other]").fill(TWICE)
    _press(page, "Voir ce qui va se passer")


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def _phone(name: str, page: str = "", heading: str = "") -> Picture:
    return Picture(
        name=name, page=page, who=Who.CUSTOMER, phone=True, height=760, heading=heading
    )


ALBUM = [
    _phone("compte"),
    _phone("pourquoi"),
    _phone("parrainage"),
    _phone("envies"),
    _phone("preferences"),
    _phone("panier"),
    Picture(name="boutique", who=Who.CUSTOMER),
    Picture(name="accueil", height=620),
    Picture(name="regles", height=820),
    Picture(
        name="regles-changement",
        page="regles",
        before=_spend_less,
        heading="Ce qui va changer",
        height=440,
    ),
    Picture(name="niveaux", before=_reach_sooner, height=640),
    Picture(name="fiche-client"),
    Picture(name="fusion", before=_merge, height=560),
    Picture(name="commande", heading="Pourquoi ce nombre de points", height=480),
    Picture(name="campagne", height=820),
    Picture(name="prochain-envoi", height=820),
    Picture(name="resultats", heading="Ce qu’ils ont apporté", height=640),
    Picture(name="texte-email", height=820),
    Picture(name="bons-statistiques", heading="Chiffres", height=440),
    Picture(name="offre-panier", height=700),
    Picture(name="cartes-rapport", height=620),
    Picture(name="parrainage-soupcon", height=620),
    Picture(name="envies-statistiques"),
]
