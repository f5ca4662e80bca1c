"""Two windows, one cart; and the lock before the write."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from demo_shop import actions as demo_shop
from demo_shop import queries as demo_shop_queries
from demo_shop.actions import Means
from demo_shop.models import Account, DemoCart, Order, Product, Storefront
from shop.models import Order as Told
from tests.connections import at_once, steps
from tests.demo_shop.conftest import make_account

pytestmark = pytest.mark.django_db(transaction=True)


def cart_of(front: Storefront, account: Account, many: int = 1) -> DemoCart:
    now = timezone.now()
    cart = demo_shop.new_cart(front=front, account=account, now=now)
    candle = Product.objects.get(number="candle")
    demo_shop.put_in(cart=cart, product=candle, quantity=many, now=now)
    return cart


def pay(front: Storefront, account: Account) -> Order:
    cart = DemoCart.objects.get(account=account)
    cart.shop, cart.account = front.shop, account
    order = demo_shop.pay(
        front=front,
        cart=cart,
        email=account.email,
        means=Means.ACCEPTED,
        expected=Decimal(40),
        now=timezone.now(),
    )
    demo_shop.tell(order)
    return order


def test_two_windows_that_pay_at_once_make_one_order(front: Storefront) -> None:
    account = make_account(front, "57", "alice@example.com")
    cart_of(front, account)

    made = at_once(*[lambda: pay(front, account)] * 4)

    assert len({order.pk for order in made}) == 1
    assert Order.objects.count() == Told.objects.count() == 1


def test_the_cart_is_locked_before_the_order_is_written(front: Storefront) -> None:
    account = make_account(front, "57", "alice@example.com")
    cart_of(front, account)

    with steps() as taken:
        pay(front, account)

    assert taken.index("lock demo_shop_democart") < taken.index("write demo_shop_order")


def test_the_last_one_is_sold_once(front: Storefront) -> None:
    Product.objects.filter(number="candle").update(stock=2)
    people = [make_account(front, str(n), f"c{n}@example.com") for n in (57, 58, 59)]
    for person in people:
        cart_of(front, person)

    def buy(person: Account) -> bool:
        try:
            pay(front, person)
        except demo_shop.SoldOut:
            return False
        return True

    bought = at_once(*[lambda person=person: buy(person) for person in people])

    assert sorted(bought) == [False, True, True]
    assert Product.objects.get(number="candle").stock == 0
    assert sorted(Order.objects.values_list("number", flat=True)) == ["46", "47"]


def test_two_windows_open_one_cart(front: Storefront) -> None:
    account = make_account(front, "57", "alice@example.com")

    made = at_once(
        *[lambda: demo_shop.new_cart(front=front, account=account, now=timezone.now()).pk]
        * 4
    )

    assert len(set(made)) == 1


def test_an_order_that_could_not_be_told_is_told_again(front: Storefront) -> None:
    account = make_account(front, "57", "alice@example.com")
    cart = cart_of(front, account)
    order = demo_shop.pay(
        front=front,
        cart=cart,
        email=account.email,
        means=Means.ACCEPTED,
        expected=Decimal(40),
        now=timezone.now() - timedelta(minutes=1),
    )
    assert not Told.objects.exists()

    assert [each.pk for each in demo_shop.tell_all(front.shop)] == [order.pk]
    assert list(demo_shop.tell_all(front.shop)) == []
    assert Told.objects.get().external_id == "46"
    assert demo_shop_queries.open_cart(front, account, None) is None
