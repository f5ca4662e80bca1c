from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import Invalid
from shop import actions as shops
from shop.models import Cart, Customer, Order, Product, Shop
from shop.rules.facts import CartFact, CartLineFact
from tests.factories import day

FULL = CartFact(
    updated_at=day(1),
    customer="57",
    email="alice@example.com",
    currency="EUR",
    recovery_url="https://shop.example/panier/9",
    order="46",
    lines=(
        CartLineFact(id="1", product="3", quantity=2, unit_price=Decimal("20.00")),
        CartLineFact(id="2", product="4", quantity=1, unit_price=Decimal("5.00")),
    ),
)


def state(shop: Shop, fact: CartFact) -> shops.StatementResult[Cart]:
    return shops.state_cart(shop=shop, external_id="9", fact=fact)


def test_everything_a_cart_says_is_kept(shop: Shop, alice: Customer) -> None:
    state(shop, FULL)

    cart = Cart.objects.get()
    assert (cart.customer, cart.email) == (alice, "alice@example.com")
    assert cart.recovery_url == "https://shop.example/panier/9"
    assert cart.order == Order.objects.get(external_id="46")
    assert [str(line) for line in cart.lines.order_by("external_id")] == [
        f"2 × {Product.objects.get(external_id='3').pk}",
        f"1 × {Product.objects.get(external_id='4').pk}",
    ]


def test_a_cart_may_be_anybodys(shop: Shop) -> None:
    state(shop, CartFact(updated_at=day(1)))

    cart = Cart.objects.get()
    assert (cart.customer, cart.order, cart.lines.count()) == (None, None, 0)


def test_a_cart_in_another_currency_is_refused(shop: Shop) -> None:
    with pytest.raises(shops.CurrencyMismatch):
        state(shop, replace(FULL, currency="CHF"))

    assert not Cart.objects.exists()
    assert not Order.objects.exists()


def test_two_lines_of_a_cart_cannot_have_one_id(shop: Shop) -> None:
    with pytest.raises(Invalid):
        state(shop, replace(FULL, lines=(FULL.lines[0], FULL.lines[0])))

    assert not Cart.objects.exists()


def test_a_removed_cart_is_empty(shop: Shop) -> None:
    state(shop, FULL)

    shops.remove_cart(shop=shop, external_id="9")

    cart = Cart.objects.get()
    assert (cart.removed, cart.recovery_url, cart.lines.count()) == (True, "", 0)


def test_what_was_said_before_the_removal_does_not_bring_it_back(shop: Shop) -> None:
    state(shop, FULL)
    shops.remove_cart(shop=shop, external_id="9")

    again = state(shop, FULL)
    older = state(shop, replace(FULL, updated_at=day(0)))

    assert (again.stale, older.stale) == (True, True)
    cart = Cart.objects.get()
    assert (cart.removed, cart.lines.count()) == (True, 0)


def test_what_is_said_after_the_removal_does_even_in_the_same_words(shop: Shop) -> None:
    state(shop, FULL)
    shops.remove_cart(shop=shop, external_id="9")

    later = state(shop, replace(FULL, updated_at=day(2)))

    assert later.changed
    cart = Cart.objects.get()
    assert (cart.removed, cart.lines.count()) == (False, 2)
    assert cart.recovery_url == "https://shop.example/panier/9"


def test_a_cart_that_was_only_mentioned_can_be_removed(shop: Shop) -> None:
    state(shop, replace(FULL, customer=None))
    fact = replace(FULL, updated_at=day(3), order=None)
    shops.state_cart(shop=shop, external_id="10", fact=fact)
    Cart.objects.filter(external_id="10").update(updated_at=None, digest=None)

    shops.remove_cart(shop=shop, external_id="10")

    assert Cart.objects.get(external_id="10").removed


def test_a_cart_nobody_has_named_cannot_be_removed(shop: Shop) -> None:
    with pytest.raises(shops.UnknownId, match="9"):
        shops.remove_cart(shop=shop, external_id="9")


@pytest.mark.usefixtures("alice")
def test_the_address_of_an_erased_customer_does_not_come_back(shop: Shop) -> None:
    shops.erase_customer(shop=shop, external_id="57", now=day(0))

    state(shop, FULL)

    assert Cart.objects.get().email == ""
