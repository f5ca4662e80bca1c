"""From the catalogue to the order, in the words of the pages."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from demo_shop.models import DemoCart, DemoOrder, DemoProduct, Storefront
from points.queries import balance as points_balance
from shop.models import Cart, Customer
from shop.models import Order as MirroredOrder
from tests.demo_shop.conftest import (
    CART,
    HOME,
    Buyer,
    make_account,
    make_group,
    voucher_for,
)
from vouchers.models import Voucher

type Last = Callable[[], DemoOrder]

pytestmark = pytest.mark.django_db


def test_an_article_says_what_it_would_earn(buyer: Buyer) -> None:
    assert "You would earn 4 points with this article." in buyer.sees(
        f"{HOME}article/candle/"
    )


def test_a_visitor_reads_what_an_account_would_earn(storefront: Storefront) -> None:
    page = Buyer().sees(f"{HOME}article/candle/")

    assert "With an account, you would earn 4 points with this article." in page


def test_an_article_that_earns_nothing_shows_no_points(buyer: Buyer) -> None:
    assert "You would earn" not in buyer.sees(f"{HOME}article/match/")


def test_a_paid_order_earns_at_once(
    buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    cart = buyer.puts_in("candle")

    assert "You will earn 4 points with this order." in cart
    assert "To pay €40.00" in cart

    answer = buyer.pays()
    order = last_order()

    assert answer["Location"] == f"{HOME}commande/{order.key}/"
    assert (order.number, order.state, order.total) == ("46", "paid", Decimal("40.00"))
    assert points_balance.balance(alice, timezone.now()).available == 4
    told = buyer.sees(answer["Location"])
    assert "Payment accepted" in told
    assert "Articles €40.00" in told
    assert "This order has given you 4 points." in told
    assert "Your cart is empty" in buyer.sees()


def test_a_cheque_earns_when_it_has_come(
    buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    buyer.puts_in("candle")
    buyer.pays("cheque")

    assert last_order().state == "pending"
    assert points_balance.balance(alice, timezone.now()).available == 0
    assert "This order has given you" not in buyer.sees(
        f"{HOME}commande/{last_order().key}/"
    )


def test_a_refused_payment_keeps_the_cart(buyer: Buyer, alice: Customer) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("candle")
    buyer.types(voucher.code)

    answer = buyer.pays("refused")

    assert "The payment was refused." in answer.content.decode()
    assert not DemoOrder.objects.exists()
    assert "Candle" in buyer.sees()
    voucher.refresh_from_db()
    assert voucher.state_at(timezone.now()) == Voucher.State.USABLE


def test_the_customers_voucher_is_proposed_and_taken_with_one_click(
    buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    voucher = voucher_for(alice)

    assert "€2.00 FID-ALICE" in buyer.puts_in("candle")
    assert "To pay €38.00" in buyer.types(voucher.code)

    buyer.pays()

    voucher.refresh_from_db()
    assert voucher.state_at(timezone.now()) == Voucher.State.USED
    assert (last_order().discount, last_order().vouchers) == (Decimal(2), ["FID-ALICE"])
    assert "FID-ALICE" not in buyer.puts_in("candle")


def test_a_voucher_below_its_minimum_says_what_is_missing(
    buyer: Buyer, alice: Customer
) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("match")

    page = buyer.types(voucher.code)

    assert "€1.00 more in your cart, and you can use this voucher." in page
    assert "To pay €4.00" in page


def test_a_code_of_somebody_else_is_not_valid_and_names_nobody(
    storefront: Storefront, alice: Customer
) -> None:
    voucher = voucher_for(alice)
    make_account(storefront, "58", "bob@example.com")
    bob = Buyer("bob@example.com")
    bob.puts_in("candle")

    page = bob.types(voucher.code)

    assert "This code is not valid." in page
    assert "Alice" not in page


def test_a_code_can_be_taken_out_again(buyer: Buyer, alice: Customer) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("candle")
    buyer.types(voucher.code)

    buyer.client.post(f"{CART}code/retirer/", {"code": voucher.code})

    assert "To pay €40.00" in buyer.sees()


def test_the_checkout_holds_the_voucher_until_the_cart_changes(
    buyer: Buyer, alice: Customer
) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("candle")
    buyer.types(voucher.code)

    buyer.begins_checkout()
    voucher.refresh_from_db()
    assert voucher.state_at(timezone.now()) == Voucher.State.HELD

    buyer.puts_in("match")
    voucher.refresh_from_db()
    assert voucher.state_at(timezone.now()) == Voucher.State.USABLE


def test_the_group_of_the_account_has_its_discount(
    storefront: Storefront, last_order: Last
) -> None:
    make_group(storefront.shop, "5")
    make_account(storefront, "60", "fred@example.com", group="friends")
    fred = Buyer("fred@example.com")

    page = fred.puts_in("candle")

    assert "Friends" in page
    assert "To pay €38.00" in page
    fred.pays()
    assert (last_order().discount, last_order().total) == (Decimal(2), Decimal(38))


def test_points_become_a_voucher_in_the_cart(buyer: Buyer) -> None:
    buyer.puts_in("candle")
    buyer.pays()
    page = buyer.puts_in("candle")
    assert "Turn my points into a voucher of €2.00" in page
    token = buyer.client.get(CART).context["token"]

    for _twice in range(2):
        buyer.client.post(f"{CART}points/", {"token": token})

    assert "To pay €38.00" in buyer.sees()
    assert Voucher.objects.count() == 1


def test_a_price_that_changed_meanwhile_is_shown_again(
    storefront: Storefront, buyer: Buyer
) -> None:
    buyer.puts_in("candle")
    shown = buyer.begins_checkout()
    DemoProduct.objects.filter(number="candle").update(price=50)

    answer = buyer.client.post(f"{HOME}commande/", {**shown, "payment_method": "accepted"})

    assert "The amount has changed meanwhile." in answer.content.decode()
    assert "€50.00" in answer.content.decode()
    assert not DemoOrder.objects.exists()


def test_the_same_page_sent_twice_is_one_order(buyer: Buyer) -> None:
    buyer.puts_in("candle")
    said = {**buyer.begins_checkout(), "payment_method": "accepted"}

    first, second = (buyer.client.post(f"{HOME}commande/", said) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert DemoOrder.objects.count() == MirroredOrder.objects.count() == 1


def test_a_guest_buys_without_an_account_and_earns_nothing(storefront: Storefront) -> None:
    guest = Buyer()
    page = guest.puts_in("candle")
    assert "to earn points and use your vouchers" in page

    answer = guest.pays(email="guest@example.com")

    assert "Orders without an account earn no points." in guest.sees(answer["Location"])
    told = MirroredOrder.objects.get()
    assert (told.customer, told.email) == (None, "guest@example.com")


def test_a_guest_has_to_say_where_to_write(storefront: Storefront) -> None:
    guest = Buyer()
    guest.puts_in("candle")

    answer = guest.pays()

    assert "This field is required." in answer.content.decode()
    assert not DemoOrder.objects.exists()


def test_the_cart_of_a_visitor_joins_the_account_at_the_log_in(
    buyer: Buyer, alice: Customer
) -> None:
    buyer.puts_in("match")
    again = Buyer()
    again.puts_in("candle", 2)
    again.logs_in(alice.email)

    page = again.sees()

    assert "Candle" in page
    assert "To pay €84.00" in page
    assert DemoCart.objects.filter(account__number="57", ordered=False).count() == 1


def test_more_than_the_stock_is_refused(buyer: Buyer) -> None:
    page = buyer.puts_in("candle", 21)

    assert "Your cart is empty" in page
    answer = buyer.client.post(f"{CART}ajouter/candle/", {"quantity": 21}, follow=True)
    assert "There are only 20 left of “Candle”." in answer.content.decode()


def test_a_bought_article_is_taken_from_the_stock(buyer: Buyer) -> None:
    buyer.puts_in("candle", 3)
    buyer.pays()

    assert DemoProduct.objects.get(number="candle").stock == 17


def test_the_programme_keeps_the_cart(
    buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    buyer.puts_in("candle", 2)
    buyer.puts_in("match")

    cart = Cart.objects.get()
    lines = cart.lines.order_by("pk").values_list("product__external_id", "quantity")
    assert cart.customer == alice
    assert [*lines] == [("candle", Decimal(2)), ("match", Decimal(1))]
    assert cart.order is None

    buyer.pays()

    cart.refresh_from_db()
    assert cart.order is not None
    assert cart.order.external_id == last_order().number
    assert cart.order.cart == cart
