"""The shop's own colours, and what it says about who can use its pages."""

import re

import pytest
from django.test import Client

from mailing.models import Branding
from mailing.rules.theme import LEAST_CONTRAST, Theme, contrast
from portal.colours import DAY, NIGHT, stylesheet
from shop.models import Shop

LOOK = "/boutique/couleurs.css"


def colours(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """By day, and by night where that differs."""
    day, night = css.split("@media")[:2]
    found = [dict(re.findall(r"--([\w-]+): (#\w{6});", each)) for each in (day, night)]
    return found[0], found[0] | found[1]


@pytest.mark.parametrize("colour", ["#8c2f1f", "#ffe600", "#000000", "#ffffff", "#1d7f5a"])
def test_any_colour_of_a_shop_can_be_read(colour: str) -> None:
    day, night = colours(stylesheet(Theme(colour=colour, background="#f5efe6"), ""))

    for side, ground in ((day, DAY), (night, NIGHT)):
        pairs = [
            (side["brand-ink"], side["brand"]),
            (side["brand-ink"], side["brand-deep"]),
            (side["brand-ink"], side["brand-glow"]),
            (side["link"], side["brand-soft"]),
            (side["link"], ground),
        ]
        assert min(contrast(*each) for each in pairs) >= LEAST_CONTRAST


def test_a_shop_without_colours_keeps_those_of_the_product(shop: Shop) -> None:
    answer = Client().get(LOOK)

    assert (answer.content, answer["Content-Type"]) == (b"", "text/css; charset=utf-8")


def test_the_colours_of_the_mails_are_those_of_the_pages(shop: Shop) -> None:
    Branding.objects.create(shop=shop, colour="#1d7f5a")

    assert "--brand: #1d7f5a;" in Client().get(LOOK).content.decode()
    assert f'href="{LOOK}"' in Client().get("/boutique/connexion/").content.decode()


def test_the_address_of_a_logo_cannot_escape_its_rule(shop: Shop) -> None:
    wicked = 'https://example.com/a.png") } body { display: none } x { y: url("'
    css = stylesheet(Theme(colour="#1d7f5a", background="#ffffff"), wicked)

    assert css.count('"') == 2
    assert 'url("https://example.com/a.png%22%29' in css


def test_the_accessibility_statement_says_whom_to_write_to(shop: Shop) -> None:
    client = Client(headers={"accept-language": "en"})
    without = client.get("/boutique/accessibilite/").content.decode()
    Branding.objects.create(shop=shop, company="Lumière SAS", reply_to="a11y@example.com")
    page = client.get("/boutique/accessibilite/").content.decode()

    assert "partially compliant" in without
    assert "Tell the shop" in without
    assert "Lumière SAS wants everybody" in page
    assert "mailto:a11y@example.com" in page
