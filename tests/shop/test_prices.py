"""Prices are remembered: a drop is one against the lowest of the thirty days before."""

from decimal import Decimal
from typing import Any

import pytest

from shop import actions as shops
from shop.models import PriceChange, Product, Shop
from shop.rules.facts import ProductFact
from tests.factories import day


def state(shop: Shop, price: str | None, *, on: float, **fields: Any) -> Product:
    amount = Decimal(price) if price else None
    fact = ProductFact(updated_at=day(on), price=amount, **fields)
    return shops.state_product(shop=shop, external_id="lamp", fact=fact).row


def history() -> list[tuple[float, str, str | None]]:
    """Since which day it has cost what, and the lowest price before."""
    return [
        (
            (row.at - day(0)).days,
            f"{row.price:.0f}",
            None if row.lowest is None else f"{row.lowest:.0f}",
        )
        for row in PriceChange.objects.order_by("at")
    ]


def test_a_price_is_noted_when_it_changes(shop: Shop) -> None:
    state(shop, "40", on=0)
    state(shop, "40", on=1, name="Lampe")
    state(shop, "30", on=2)
    state(shop, "35", on=3)

    assert history() == [(0, "40", None), (2, "30", "40"), (3, "35", "30")]


def test_what_it_cost_when_the_thirty_days_began_counts(shop: Shop) -> None:
    state(shop, "20", on=0)
    state(shop, "40", on=10)
    state(shop, "30", on=35)

    assert history()[-1] == (35, "30", "20")


def test_what_it_cost_before_that_does_not(shop: Shop) -> None:
    state(shop, "20", on=0)
    state(shop, "40", on=10)
    state(shop, "30", on=40)

    assert history()[-1] == (40, "30", "40")


def test_said_again_for_the_same_moment_the_last_word_counts(shop: Shop) -> None:
    state(shop, "40", on=0)
    state(shop, "30", on=1)
    state(shop, "35", on=1)

    assert history() == [(0, "40", None), (1, "35", "40")]


def test_an_older_word_changes_nothing(shop: Shop) -> None:
    state(shop, "40", on=2)
    state(shop, "30", on=1)

    assert history() == [(2, "40", None)]


def test_without_a_price_there_is_nothing_to_note(shop: Shop) -> None:
    state(shop, None, on=0)
    state(shop, "40", on=1)
    state(shop, None, on=2)

    assert history() == [(1, "40", None)]


@pytest.mark.parametrize("gone", [{"stock": 0}, {"stock": -2}, {"active": False}])
def test_what_can_be_had_again_is_back(shop: Shop, gone: dict[str, Any]) -> None:
    assert state(shop, "40", on=0, stock=3).back_at is None
    assert state(shop, "40", on=1, **gone).back_at is None
    assert state(shop, "40", on=2, stock=1).back_at == day(2)
    assert state(shop, "40", on=3, stock=2).back_at == day(2)


def test_what_was_removed_and_is_stated_again_is_back(shop: Shop) -> None:
    state(shop, "40", on=0)
    shops.remove_product(shop=shop, external_id="lamp")

    assert state(shop, "40", on=1).back_at == day(1)


def test_the_first_word_on_a_product_is_no_return(shop: Shop) -> None:
    shops.refer_product(shop=shop, external_id="lamp")

    assert state(shop, "40", on=0, stock=3).back_at is None
