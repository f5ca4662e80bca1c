from decimal import Decimal

import pytest

from core.errors import Invalid
from shop import actions as shops
from shop.models import Category, Product, Shop
from shop.rules.facts import CategoryFact, ProductFact
from tests.factories import day


def shelf(
    shop: Shop, external_id: str, parent: str | None = None, *, on: float = 0
) -> shops.StatementResult[Category]:
    return shops.state_category(
        shop=shop,
        external_id=external_id,
        fact=CategoryFact(updated_at=day(on), name=external_id, parent=parent),
    )


def bowl(shop: Shop, *, on: float) -> shops.StatementResult[Product]:
    return shops.state_product(
        shop=shop,
        external_id="3",
        fact=ProductFact(
            updated_at=day(on),
            name="Bol",
            price=Decimal("12.50"),
            regular_price=Decimal("15.00"),
            on_sale=True,
            stock=4,
            categories=("tea", "gifts"),
        ),
    )


def test_a_shelf_may_arrive_before_the_one_it_stands_on(shop: Shop) -> None:
    shelf(shop, "green", "tea")
    shelf(shop, "tea", on=1)

    tea = Category.objects.get(external_id="tea")
    assert Category.objects.get(external_id="green").parent == tea
    assert (tea.name, tea.updated_at) == ("tea", day(1))


@pytest.mark.parametrize("parent", ["tea", "green", "sencha"])
def test_a_shelf_cannot_stand_below_itself(shop: Shop, parent: str) -> None:
    shelf(shop, "tea")
    shelf(shop, "green", "tea")
    shelf(shop, "sencha", "green")

    with pytest.raises(Invalid) as refusal:
        shelf(shop, "tea", parent, on=1)

    assert refusal.value.details == {"field": "parent"}
    assert Category.objects.get(external_id="tea").parent is None


def test_everything_a_product_says_is_kept(shop: Shop) -> None:
    bowl(shop, on=1)

    product = Product.objects.get()
    assert (product.name, product.stock, product.active) == ("Bol", 4, True)
    assert (product.price, product.regular_price) == (Decimal("12.5"), Decimal(15))
    shelves = product.categories.order_by("external_id")
    assert list(shelves.values_list("external_id", flat=True)) == ["gifts", "tea"]


def test_a_removed_product_stays_for_the_orders_that_name_it(shop: Shop) -> None:
    bowl(shop, on=1)

    shops.remove_product(shop=shop, external_id="3")

    product = Product.objects.get()
    assert (product.removed, product.active, product.name) == (True, False, "Bol")


def test_what_was_said_before_the_removal_does_not_bring_it_back(shop: Shop) -> None:
    bowl(shop, on=1)
    shops.remove_product(shop=shop, external_id="3")

    assert bowl(shop, on=1).stale
    assert bowl(shop, on=0).stale
    assert Product.objects.get().removed


def test_what_is_said_after_the_removal_does_even_in_the_same_words(shop: Shop) -> None:
    bowl(shop, on=1)
    shops.remove_product(shop=shop, external_id="3")

    assert bowl(shop, on=2).changed
    product = Product.objects.get()
    assert (product.removed, product.active) == (False, True)


def test_a_product_nobody_has_named_cannot_be_removed(shop: Shop) -> None:
    with pytest.raises(shops.UnknownId, match="3"):
        shops.remove_product(shop=shop, external_id="3")
