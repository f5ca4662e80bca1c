"""What is true of every statement, whatever it is about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shop import actions as shops
from shop.models import Fact, Shop
from shop.rules.facts import (
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    GroupFact,
    ProductFact,
    digest,
)
from tests.factories import day, line, order_fact


@dataclass(frozen=True)
class Kind:
    state: Callable[..., shops.StatementResult[Any]]
    fact: Any
    field: str
    other: Any

    def say(
        self, shop: Shop, *, on: float, other: bool = False
    ) -> shops.StatementResult[Fact]:
        fact = replace(self.fact, updated_at=day(on))
        return self.state(
            shop=shop,
            external_id="7",
            fact=replace(fact, **{self.field: self.other}) if other else fact,
        )


def _state_order(**fields: Any) -> shops.StatementResult[Any]:
    return shops.state_order(gives=True, **fields)


KINDS = {
    "group": Kind(shops.state_group, GroupFact(updated_at=day(0)), "name", "B2B"),
    "customer": Kind(
        shops.state_customer, CustomerFact(updated_at=day(0)), "first_name", "Zoé"
    ),
    "category": Kind(shops.state_category, CategoryFact(updated_at=day(0)), "name", "Thé"),
    "product": Kind(shops.state_product, ProductFact(updated_at=day(0)), "name", "Bol"),
    "cart": Kind(shops.state_cart, CartFact(updated_at=day(0)), "email", "a@example.com"),
    "order": Kind(_state_order, order_fact(), "reference", "XKBK"),
}


@pytest.fixture(params=KINDS.values(), ids=[*KINDS])
def kind(request: pytest.FixtureRequest) -> Kind:
    which: Kind = request.param
    return which


def test_the_first_statement_makes_the_row(shop: Shop, kind: Kind) -> None:
    stated = kind.say(shop, on=1, other=True)

    assert (stated.created, stated.changed, stated.stale) == (True, True, False)
    stated.row.refresh_from_db()
    assert stated.row.updated_at == day(1)
    assert getattr(stated.row, kind.field) == kind.other


def test_a_later_statement_replaces_it(shop: Shop, kind: Kind) -> None:
    kind.say(shop, on=1)

    stated = kind.say(shop, on=2, other=True)

    assert (stated.created, stated.changed, stated.stale) == (False, True, False)
    stated.row.refresh_from_db()
    assert stated.row.updated_at == day(2)
    assert getattr(stated.row, kind.field) == kind.other


def test_an_older_statement_is_ignored(shop: Shop, kind: Kind) -> None:
    kind.say(shop, on=2)

    stated = kind.say(shop, on=1, other=True)

    assert (stated.created, stated.changed, stated.stale) == (False, False, True)
    stated.row.refresh_from_db()
    assert stated.row.updated_at == day(2)
    assert getattr(stated.row, kind.field) != kind.other


def test_the_same_statement_again_changes_nothing(shop: Shop, kind: Kind) -> None:
    kind.say(shop, on=1)

    stated = kind.say(shop, on=1)

    assert (stated.created, stated.changed, stated.stale) == (False, False, False)


def test_other_words_of_the_same_instant_are_taken_in(shop: Shop, kind: Kind) -> None:
    kind.say(shop, on=1)

    stated = kind.say(shop, on=1, other=True)

    assert (stated.created, stated.changed, stated.stale) == (False, True, False)
    stated.row.refresh_from_db()
    assert getattr(stated.row, kind.field) == kind.other


def test_the_same_words_later_change_nothing_but_the_time(shop: Shop, kind: Kind) -> None:
    kind.say(shop, on=1)

    stated = kind.say(shop, on=3)
    late = kind.say(shop, on=2, other=True)

    assert (stated.changed, stated.stale) == (False, False)
    assert (late.changed, late.stale) == (False, True)
    stated.row.refresh_from_db()
    assert stated.row.updated_at == day(3)


def test_the_same_id_in_two_shops_is_two_rows(shop: Shop, kind: Kind) -> None:
    elsewhere = shops.create_shop(
        code="autre", name="Autre", currency="EUR", timezone="Europe/Paris", language="fr"
    )

    here, there = kind.say(shop, on=1), kind.say(elsewhere, on=1, other=True)

    here.row.refresh_from_db()
    assert here.row.pk != there.row.pk
    assert getattr(here.row, kind.field) != kind.other


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_time_of_a_statement_is_not_part_of_what_it_says(kind: Kind) -> None:
    later = replace(kind.fact, updated_at=day(9))

    assert digest(later) == digest(kind.fact)
    assert digest(replace(later, **{kind.field: kind.other})) != digest(kind.fact)
    assert len(digest(kind.fact)) == 16


def test_an_amount_written_otherwise_says_the_same() -> None:
    one = order_fact(line(1, "20"), discount=Decimal(0), shipping=Decimal("5.8"))
    same = order_fact(
        line(1, "20.000000"), discount=Decimal("-0.00"), shipping=Decimal("5.80")
    )

    assert digest(one) == digest(same)


def test_an_instant_in_another_time_zone_says_the_same() -> None:
    paris = order_fact(placed_at=day(1).astimezone(ZoneInfo("Europe/Paris")))

    assert digest(paris) == digest(order_fact(placed_at=day(1)))
    later = order_fact(placed_at=day(1) + timedelta(microseconds=1))
    assert digest(later) != digest(paris)


def test_what_a_line_says_counts() -> None:
    sold = CartLineFact(id="1", product="3", quantity=1, unit_price=Decimal(1))
    one, two = (
        CartFact(updated_at=day(0), lines=(replace(sold, quantity=number),))
        for number in (1, 2)
    )

    assert digest(one) != digest(two)
