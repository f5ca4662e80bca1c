"""The merchant sees what a change will move, and then exactly that happens."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.money import ZERO
from demo_shop.models import DemoOrder, Storefront
from points.models import Movement
from points.queries import balance as points_balance
from shop.models import Customer, Product
from shop.models import Order as MirroredOrder
from tests.demo_shop.conftest import Buyer, voucher_for, words
from tests.factories import day, make_card, make_shop
from tests.staff import backoffice, list_cost, make_staff
from vouchers.models import Voucher

type Last = Callable[[], DemoOrder]

pytestmark = pytest.mark.django_db


class Desk:
    """Sam, at the order's page in the back-office."""

    def __init__(self, client: Client, order: DemoOrder) -> None:
        self.client, self.order = client, order
        self.address = f"/admin/demo_shop/demoorder/{order.pk}/modifier/"
        [self.line] = order.lines.all()[:1]

    def asks(self, **changed: Any) -> Any:
        """What the preview answers to the form as it stands, with this changed."""
        said = {
            "state": self.order.state,
            f"line{self.line.pk}": self.line.refunded_quantity,
            "refunded_amount": "0",
        }
        return self.client.post(self.address, said | changed)

    def does(self, **changed: Any) -> Any:
        page = self.asks(**changed)
        return self.asks(seen=digest(page), **changed)


def digest(page: Any) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', page.content.decode())
    assert found, "there is a preview"
    return found.group(1)


@pytest.fixture
def desk(storefront: Storefront, buyer: Buyer, last_order: Last) -> Desk:
    """An order of two candles, 80 €, that gave 8 points."""
    buyer.puts_in("candle", 2)
    buyer.pays()
    return Desk(backoffice(make_staff("sam@example.com", storefront.shop)), last_order())


def available(customer: Customer) -> int:
    return points_balance.balance(customer, timezone.now()).available


def test_the_preview_says_what_moves_and_moves_nothing(desk: Desk, alice: Customer) -> None:
    page = words(desk.asks(state="cancelled").content.decode())

    assert "Available points: 8 points → 0 points" in page
    assert available(alice) == 8
    assert Movement.objects.count() == 1
    desk.order.refresh_from_db()
    assert desk.order.state == "paid"


def test_a_confirmed_preview_happens_exactly(desk: Desk, alice: Customer) -> None:
    answer = desk.does(state="cancelled")

    assert answer.status_code == 302
    assert available(alice) == 0
    assert MirroredOrder.objects.get().state == "cancelled"
    desk.order.refresh_from_db()
    assert desk.order.synced_at == desk.order.updated_at


def test_a_line_sent_back_takes_back_its_points(desk: Desk, alice: Customer) -> None:
    one_of_two = {f"line{desk.line.pk}": 1}

    page = words(desk.asks(**one_of_two).content.decode())
    assert "Available points: 8 points → 4 points" in page

    desk.does(**one_of_two)
    assert available(alice) == 4


def test_an_amount_returned_takes_back_its_points(desk: Desk, alice: Customer) -> None:
    desk.does(refunded_amount="20.00")

    assert available(alice) == 6
    assert MirroredOrder.objects.get().refunded_amount == Decimal(20)


def test_more_than_was_paid_is_refused_in_words(desk: Desk, alice: Customer) -> None:
    page = desk.asks(refunded_amount="81.00").content.decode()

    assert "More was refunded than was paid." in page
    assert available(alice) == 8


def test_a_cancelled_order_gives_its_voucher_back(
    storefront: Storefront, buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    voucher = voucher_for(alice)
    buyer.puts_in("candle")
    buyer.types(voucher.code)
    buyer.pays()
    desk = Desk(backoffice(make_staff("sam@example.com", storefront.shop)), last_order())

    page = words(desk.asks(state="cancelled").content.decode())
    assert "Voucher FID-ALICE: Used → Usable" in page

    desk.does(state="cancelled")
    voucher.refresh_from_db()
    assert voucher.state_at(timezone.now()) == Voucher.State.USABLE
    assert "FID-ALICE" in buyer.puts_in("candle")


def test_points_spent_meanwhile_are_shown_before_anything_is_done(
    desk: Desk, buyer: Buyer, alice: Customer
) -> None:
    seen = digest(desk.asks(state="cancelled"))
    buyer.puts_in("candle")
    token = buyer.client.get("/boutique/boutique/panier/").context["token"]
    buyer.client.post("/boutique/boutique/panier/points/", {"token": token})

    page = desk.asks(seen=seen, state="cancelled")

    assert "Something has changed meanwhile." in page.content.decode()
    assert re.search(r"Voucher FID-\w+: Usable → Cancelled", words(page.content.decode()))
    assert MirroredOrder.objects.get().state == "paid"
    assert desk.asks(seen=digest(page), state="cancelled").status_code == 302
    assert MirroredOrder.objects.get().state == "cancelled"


def test_the_preview_is_what_happened(desk: Desk, alice: Customer) -> None:
    """Over several changes: what was promised is what the books then say."""
    steps: list[dict[str, Any]] = [
        {f"line{desk.line.pk}": 1},
        {"state": "cancelled", f"line{desk.line.pk}": 1},
        {"state": "delivered", f"line{desk.line.pk}": 1},
    ]
    for changed in steps:
        answer = desk.asks(**changed)
        assert answer.context, (changed, answer.status_code, answer.content[:3000])
        promised = answer.context["preview"].after
        desk.does(**changed)

        balance = points_balance.balance(alice, timezone.now())
        assert (balance.available, balance.pending, balance.debt) == (
            promised.available,
            promised.pending,
            promised.debt,
        )


def test_staff_of_another_shop_find_no_order(desk: Desk) -> None:
    stranger = backoffice(make_staff("eve@example.com", make_shop("ailleurs")))

    assert stranger.get(desk.address).status_code == 404
    assert (
        stranger.get(f"/admin/demo_shop/demoorder/{desk.order.pk}/change/").status_code
        != 200
    )


def test_the_list_costs_the_same_for_three_as_for_one(desk: Desk, buyer: Buyer) -> None:
    list_cost(desk.client, "demo_shop/demoorder")
    one = list_cost(desk.client, "demo_shop/demoorder")
    for _ in range(2):
        buyer.puts_in("match")
        buyer.pays()

    three = list_cost(desk.client, "demo_shop/demoorder")

    assert (one[1], three[1]) == (1, 3)
    assert one[0] == three[0]


def test_goods_sent_back_return_to_the_card_what_was_paid_for_them(
    storefront: Storefront, buyer: Buyer, alice: Customer, last_order: Last
) -> None:
    """The voucher was for the candle alone: the matches had their full price."""
    card = make_card(storefront.shop, code="CAD-1", valid_until=day(9999))
    voucher = voucher_for(alice, amount=Decimal(12), minimum=ZERO)
    voucher.products.set(Product.objects.filter(external_id="candle"))
    buyer.puts_in("candle")
    buyer.puts_in("match", 2)
    for code in (voucher.code, "CAD-1"):
        buyer.types(code)
    buyer.pays()
    order = last_order()
    desk = Desk(backoffice(make_staff("sam@example.com", storefront.shop)), order)
    candle, matches = order.lines.order_by("pk")
    discounts = [line.discount for line in (candle, matches)]
    assert (order.total, discounts) == (Decimal("36.00"), [Decimal("12.00"), ZERO])

    one_box = {f"line{candle.pk}": 0, f"line{matches.pk}": 1}
    page = words(desk.asks(**one_box).content.decode())
    assert "Gift card CAD-1: €14.00 → €18.00" in page
    desk.does(**one_box)

    card.refresh_from_db()
    assert card.balance == Decimal("18.00")
    desk.does(**one_box | {f"line{candle.pk}": 1})
    card.refresh_from_db()
    assert card.balance == Decimal("46.00")
