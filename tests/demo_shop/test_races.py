"""Two windows, one cart; and the lock before the write."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from demo_shop import queries as demo_shop_queries
from demo_shop.actions import carts, ordering, syncing
from demo_shop.actions.ordering import PaymentMethod
from demo_shop.models import DemoAccount, DemoCart, DemoOrder, DemoProduct, Storefront
from shop.models import Order as MirroredOrder
from tests.connections import at_once, steps
from tests.demo_shop.conftest import make_account

pytestmark = pytest.mark.django_db(transaction=True)


def cart_of(storefront: Storefront, account: DemoAccount, many: int = 1) -> DemoCart:
    now = timezone.now()
    cart = carts.new_cart(storefront=storefront, account=account, now=now)
    candle = DemoProduct.objects.get(number="candle")
    carts.add_product(cart=cart, product=candle, quantity=many, now=now)
    return cart


def pay(storefront: Storefront, account: DemoAccount) -> DemoOrder:
    cart = DemoCart.objects.get(account=account)
    cart.shop, cart.account = storefront.shop, account
    order = ordering.pay(
        storefront=storefront,
        cart=cart,
        email=account.email,
        payment_method=PaymentMethod.ACCEPTED,
        expected=Decimal(40),
        now=timezone.now(),
    )
    syncing.sync_order(order)
    return order


def test_two_windows_that_pay_at_once_make_one_order(storefront: Storefront) -> None:
    account = make_account(storefront, "57", "alice@example.com")
    cart_of(storefront, account)

    made = at_once(*[lambda: pay(storefront, account)] * 4)

    assert len({order.pk for order in made}) == 1
    assert DemoOrder.objects.count() == MirroredOrder.objects.count() == 1


def test_the_cart_is_locked_before_the_order_is_written(storefront: Storefront) -> None:
    account = make_account(storefront, "57", "alice@example.com")
    cart_of(storefront, account)

    with steps() as taken:
        pay(storefront, account)

    assert taken.index("lock demo_shop_democart") < taken.index("write demo_shop_demoorder")


def test_the_last_one_is_sold_once(storefront: Storefront) -> None:
    DemoProduct.objects.filter(number="candle").update(stock=2)
    people = [make_account(storefront, str(n), f"c{n}@example.com") for n in (57, 58, 59)]
    for person in people:
        cart_of(storefront, person)

    def buy(person: DemoAccount) -> bool:
        try:
            pay(storefront, person)
        except ordering.SoldOut:
            return False
        return True

    bought = at_once(*[lambda person=person: buy(person) for person in people])

    assert sorted(bought) == [False, True, True]
    assert DemoProduct.objects.get(number="candle").stock == 0
    assert sorted(DemoOrder.objects.values_list("number", flat=True)) == ["46", "47"]


def test_two_windows_open_one_cart(storefront: Storefront) -> None:
    account = make_account(storefront, "57", "alice@example.com")

    made = at_once(
        *[
            lambda: (
                carts.new_cart(
                    storefront=storefront, account=account, now=timezone.now()
                ).pk
            )
        ]
        * 4
    )

    assert len(set(made)) == 1


def test_an_order_that_could_not_be_sent_is_sent_again(storefront: Storefront) -> None:
    account = make_account(storefront, "57", "alice@example.com")
    cart = cart_of(storefront, account)
    order = ordering.pay(
        storefront=storefront,
        cart=cart,
        email=account.email,
        payment_method=PaymentMethod.ACCEPTED,
        expected=Decimal(40),
        now=timezone.now() - timedelta(minutes=1),
    )
    assert not MirroredOrder.objects.exists()

    assert [each.pk for each in syncing.sync_orders(storefront.shop)] == [order.pk]
    assert list(syncing.sync_orders(storefront.shop)) == []
    assert MirroredOrder.objects.get().external_id == "46"
    assert demo_shop_queries.open_cart(storefront, account, None) is None
