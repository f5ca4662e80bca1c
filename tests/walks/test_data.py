"""« Mes données »: taken along, and the way out with a way back."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import time_machine
from django.utils import timezone
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from demo_shop.models import Storefront
from shop.models import Customer
from tests.browser import IN_A_BROWSER, Mails, looks_right
from tests.demo_shop.conftest import make_account
from tests.walks.conftest import Opens
from tests.walks.steps import ACCOUNT, hears, log_in, night, order, put_in

pytestmark = IN_A_BROWSER

DATA = f"{ACCOUNT}donnees/"


def test_data_is_exported_and_the_account_is_erased(
    storefront: Storefront, opens: Opens, mailoutbox: Mails
) -> None:
    make_account(storefront, "57", "julie@example.com")
    julie = opens()
    julie.goto(DATA)
    log_in(julie, "julie@example.com", mailoutbox)
    put_in(julie, "Bougie")
    order(julie, "40,00 €")

    takes_all_along(julie)
    see_what_would_be_lost(julie)
    julie.get_by_role("button", name="Garder mon compte").click()
    hears(julie, "Votre compte est conservé. Rien n’a été perdu.")
    see_what_would_be_lost(julie)
    looks_right(julie)

    a_month_later(julie, mailoutbox)


def takes_all_along(julie: Page) -> None:
    julie.goto(DATA)
    looks_right(julie)
    told = json.loads(downloaded(julie, "Un fichier pour un autre service (JSON)"))
    [person], [bought], [earned] = told["profile"], told["orders"], told["points"]
    assert (person["email"], person["first_name"]) == ("julie@example.com", "Julie")
    assert (bought["id"], bought["total"], bought["state"]) == ("46", "40.00", "paid")
    assert (earned["points"], earned["balance"], earned["order"]) == (4, 4, "46")

    archive = downloaded(julie, "Des tableaux pour un tableur (fichiers CSV")
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        rows = files.read("points.csv").decode("utf-8-sig").splitlines()
        tables = {name.removesuffix(".csv") for name in files.namelist()}
    assert tables == told.keys() - {"shop", "currency", "written_at"}
    today = localtime(timezone.now()).strftime("%d/%m/%Y")
    assert rows[0] == "Numéro;Date;Motif;Commande;Points;Solde"
    assert re.fullmatch(rf"1;{today} \d\d:\d\d;Commande [A-Z]{{9}};46;4;4", rows[1])


def downloaded(page: Page, link: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    return Path(started.value.path()).read_bytes()


def see_what_would_be_lost(julie: Page) -> None:
    julie.get_by_role("link", name="Voir ce que je perdrais").click()
    losses = julie.get_by_role("region", name="Ce que vous perdriez")
    expect(losses.get_by_role("listitem")).to_have_text(
        [
            "4 points, soit 2,00 €",
            "Votre nom, vos adresses et votre place dans le programme",
        ]
    )
    looks_right(julie)
    erase = julie.get_by_role("button", name="Effacer mon compte")
    erase.click()
    expect(julie.get_by_role("alert")).to_have_text("Cochez la case pour confirmer.")
    julie.get_by_label("J’ai compris que tout").check()
    erase.dblclick()
    expect(julie.get_by_role("heading", level=2).first).to_contain_text(
        "Votre compte sera effacé le"
    )


def a_month_later(julie: Page, mails: Mails) -> None:
    """She is nobody any more, and no page says that she ever was somebody."""
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        night()
        mails.clear()
        julie.goto(ACCOUNT)
        said = [ask_for_a_code(julie, each) for each in ("julie", "personne")]
    assert said[0] == said[1]
    assert mails == []
    assert Customer.objects.get(external_id="57").email == ""


def ask_for_a_code(page: Page, name: str) -> str:
    """What the page says, whoever it is."""
    page.goto("/boutique/connexion/")
    page.get_by_label("Adresse e-mail").fill(f"{name}@example.com")
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code").fill("ABCD-EFGH")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page.locator("main").inner_text().replace(name, "…")
