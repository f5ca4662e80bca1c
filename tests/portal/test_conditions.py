"""The public page of the programme's conditions."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from earning.models import RuleVersion
from earning.phrases import conditions as earning_phrases
from earning.phrases.programme import sentences
from earning.queries import goods as earning_goods
from shop.models import Shop
from tests.factories import day
from tests.portal.test_account import read
from tests.statements import set_rules

CONDITIONS = "/boutique/conditions/"


def test_anybody_may_read_the_programme(shop: Shop, visitor: Client) -> None:
    page = read(visitor, CONDITIONS)

    assert "Version 1, in force since 1 May 2026." in page
    assert "€10.00 spent give 1 point worth €0.50." in page
    assert "They then last 100 days." in page
    assert "All versions" not in page


def test_an_earlier_version_says_from_when_to_when(shop: Shop, visitor: Client) -> None:
    set_rules(shop, ratio=Decimal(5), on=3)

    before = read(visitor, f"{CONDITIONS}1/", on=4)

    assert "Version 1, in force from 1 May 2026 to 4 May 2026." in before
    assert "€10.00 spent give" in before
    assert "Conditions in force today" in before
    assert "€5.00 spent give" in read(visitor, CONDITIONS, on=4)


@pytest.mark.parametrize("number", [2, 3, 99999999999])
def test_a_version_that_is_not_in_force_yet_is_nowhere(
    shop: Shop, visitor: Client, number: int
) -> None:
    set_rules(shop, ratio=Decimal(5), on=3)

    with time_machine.travel(day(1), tick=False):
        assert visitor.get(f"{CONDITIONS}{number}/").status_code == 404
    assert "All versions" not in read(visitor, CONDITIONS)


def test_every_sentence_of_the_programme_stands_in_a_section(shop: Shop) -> None:
    version = RuleVersion.objects.get(shop=shop)

    goods = earning_goods.named_goods(version)

    sections = earning_phrases.conditions(version, goods)

    shown = [sentence for section in sections for sentence in section.sentences]
    assert sorted(shown) == sorted(sentences(version, goods).values())
