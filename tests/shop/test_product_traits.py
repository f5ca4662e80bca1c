"""What a product is: its shelves, with all that stand above."""

from typing import Any

import pytest

from shop import actions as shops
from shop.models import Category, Customer, Product, Shop
from shop.queries import buyer, traits_by_id, traits_by_key
from shop.rules.facts import CategoryFact, GroupFact, ProductFact
from tests.factories import START, make_shop
from tests.statements import put_customer


@pytest.fixture
def shelves(shop: Shop) -> dict[str, int]:
    """home > indoor > lamps, and gifts beside them."""
    for name, parent in (("lamps", "indoor"), ("indoor", "home"), ("gifts", None)):
        fact = CategoryFact(updated_at=START, parent=parent)
        shops.state_category(shop=shop, external_id=name, fact=fact)
    return dict(Category.objects.values_list("external_id", "pk"))


def put(shop: Shop, external_id: str, *categories: str, **fields: Any) -> Product:
    fact = ProductFact(updated_at=START, categories=categories, **fields)
    return shops.state_product(shop=shop, external_id=external_id, fact=fact).row


def test_shelves_are_told_with_all_that_stand_above(
    shop: Shop, shelves: dict[str, int]
) -> None:
    lamp = put(shop, "lamp", "lamps", "gifts")
    card = put(shop, "card", gift_card=True)
    put(make_shop("autre"), "lamp")

    found = traits_by_id(shop.pk, ["lamp", "card", "nothing"])

    assert found.keys() == {"lamp", "card"}
    assert found["lamp"].categories == set(shelves.values())
    assert (found["lamp"].pk, found["lamp"].gift_card) == (lamp.pk, False)
    assert (found["card"].categories, found["card"].gift_card) == (frozenset(), True)
    assert traits_by_key(shop.pk, products=[lamp.pk, card.pk]) == {
        each.pk: each for each in found.values()
    }


def test_a_tree_that_bites_its_tail_ends_all_the_same(
    shop: Shop, shelves: dict[str, int]
) -> None:
    put(shop, "lamp", "lamps")
    Category.objects.filter(external_id="home").update(parent=shelves["lamps"])

    [lamp] = traits_by_id(shop.pk, ["lamp"]).values()

    assert len(lamp.categories) == 3


def test_one_query_whatever_the_cart(
    shop: Shop, shelves: dict[str, int], django_assert_num_queries: Any
) -> None:
    for number in range(3):
        put(shop, f"{number}", "lamps")

    for products in (["0"], ["0", "1", "2"], []):
        with django_assert_num_queries(1):
            assert len(traits_by_id(shop.pk, products)) == len(products)


def test_a_buyer_is_read_with_the_group(
    shop: Shop, alice: Customer, django_assert_num_queries: Any
) -> None:
    fact = GroupFact(updated_at=START, name="Or")
    shops.state_group(shop=shop, external_id="or", fact=fact)
    put_customer(shop, "57", group="or")

    with django_assert_num_queries(1):
        found = buyer(shop, "57")
        assert found == alice
        assert found.group
        assert (found.group.name, found.shop) == ("Or", shop)

    assert buyer(shop, "nobody") is None
    assert buyer(make_shop("autre"), "57") is None
