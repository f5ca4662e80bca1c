"""Orders as shops really have them, with the figures that a person works out by hand."""

from datetime import datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from giftcards.models import GiftCard
from shop.models import Customer, Shop
from tests.api.conftest import Caller
from tests.api.test_odd_orders import goods, order
from tests.factories import VoucherFactory, day, make_card
from tests.statements import assert_honest, points_of, set_rules
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_point_per_cent(shop: Shop) -> None:
    set_rules(shop, ratio="0.01", on=-1)


class Teller:
    """States one order after the other, each a day later."""

    def __init__(self, api: Caller) -> None:
        self.api, self.at = api, 1

    def __call__(self, name: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        self.at += 1
        body = order(*lines, **{"updated_at": day(self.at).isoformat()} | fields)
        answer = self.api.put(f"/orders/{name}", body)
        assert answer.status_code in {200, 201}, answer.content
        assert_honest()
        said: dict[str, Any] = answer.json()
        return said

    def points(self, name: str, *lines: dict[str, Any], **fields: Any) -> int:
        return int(self(name, *lines, **fields)["points"]["granted"])


@pytest.fixture
def tell(api: Caller) -> Teller:
    return Teller(api)


THREE_RATES = [
    goods("book", 3, "3.33", unit_price_excl_tax="3.156398"),
    goods("cake", 1, "7.77", unit_price_excl_tax="7.063636"),
    goods("lamp", 2, "1.05", unit_price_excl_tax="0.875"),
]


@pytest.mark.parametrize("back", [*permutations(range(3))])
def test_three_rates_of_tax_come_back_to_nothing_in_any_order(
    tell: Teller, alice: Customer, shop: Shop, back: tuple[int, ...]
) -> None:
    set_rules(shop, tax_included=False, on=0)
    # 19.86 less 1.00, split 0.50 + 0.39 + 0.11; without tax 9.00 + 6.71 + 1.65.
    lines = [dict(each) for each in THREE_RATES]
    assert tell.points("46", *lines, discount="1.00") == 900 + 671 + 166
    left = 900 + 671 + 166

    for number in back:
        lines[number]["refunded_quantity"] = lines[number]["quantity"]
        now = tell.points("46", *lines, discount="1.00")
        assert 0 <= now < left
        left = now

    assert left == 0
    assert points_of(alice, on=1) == (0, 0, 0)


def test_an_order_in_dollars_is_paid_by_card_and_given_back_in_parts(
    tell: Teller, alice: Customer, shop: Shop
) -> None:
    card = make_card(shop, code="CAD-1")
    usd: dict[str, Any] = {"currency": "USD", "rate": "1.2"}

    def paid(refunded: str) -> list[dict[str, str]]:
        return [{"code": "CAD-1", "amount": "60.00", "refunded": refunded}]

    assert tell.points("46", goods("a", 2, "36.00"), gift_cards=paid("0"), **usd) == 6000
    assert _left(card) == "0.00"

    tell("46", goods("a", 2, "36.00"), gift_cards=paid("20.00"), **usd)
    assert _left(card) == "16.67"

    tell("46", goods("a", 2, "36.00"), gift_cards=paid("60.00"), **usd)
    assert _left(card) == "50.00"


def _left(card: GiftCard) -> str:
    card.refresh_from_db()
    return f"{card.balance}"


def test_a_code_is_free_again_when_an_order_refunded_in_part_is_cancelled(
    tell: Teller, alice: Customer, shop: Shop
) -> None:
    VoucherFactory.create(
        shop=shop, code="FID-1", origin="manual", customer=alice, amount=Decimal(10)
    )
    fields: dict[str, Any] = {"vouchers": ["FID-1"], "discount": "10.00"}
    assert tell.points("1", goods("a", 2, "20.00"), **fields) == 3000

    half = goods("a", 2, "20.00", refunded_quantity=1)
    assert tell.points("1", half, **fields) == 1500
    assert tell.points("1", half, state="cancelled", **fields) == 0
    assert Voucher.objects.get().used == 0

    assert tell("2", goods("a", 2, "20.00"), **fields)["vouchers"] == [
        {"code": "FID-1", "state": "used"}
    ]
    # The first comes back: somebody else has its code now, and it has its own discount.
    again = tell("1", half, state="paid", **fields)
    assert again["vouchers"][0]["state"] == "refused"


def test_money_back_on_a_line_beside_pieces_is_never_counted_twice(
    tell: Teller, alice: Customer
) -> None:
    back = goods("a", 4, "10.00", refunded_quantity=2, refunded_amount="15.00")

    assert tell.points("1", back, goods("b", 1, "5.00")) == 3000


def test_postage_given_back_and_then_the_goods(tell: Teller, alice: Customer) -> None:
    sold = goods("a", 1, "40.00")
    fields: dict[str, Any] = {"shipping": "5.80", "shipping_refunded": "5.80"}

    assert tell.points("1", sold, shipping="5.80") == 4000
    assert tell.points("1", sold, **fields) == 4000
    assert tell.points("1", sold, refunded_amount="40.00", **fields) == 0


def test_a_fee_that_earns_is_given_back_with_the_goods(
    tell: Teller, alice: Customer
) -> None:
    fee = {"label": "Gravure", "amount": "6.00", "earns": True}

    assert tell.points("1", goods("a", 1, "40.00"), fees=[fee]) == 4600
    back = fee | {"refunded": "6.00"}
    assert tell.points("1", goods("a", 1, "40.00"), fees=[back]) == 4000
    given = goods("a", 1, "40.00", refunded_quantity=1)
    assert tell.points("1", given, fees=[back]) == 0
    # A cent too much on the fee takes nothing from the goods.
    above = fee | {"refunded": "6.01"}
    assert tell.points("1", goods("a", 1, "40.00"), fees=[above]) == 4000


def test_an_order_that_is_edited_down_and_up_again(tell: Teller, alice: Customer) -> None:
    for quantity, points in ((4, 4000), (1, 1000), (0, 0), (3, 3000)):
        assert tell.points("1", goods("a", quantity, "10.00")) == points


def test_goods_that_cost_nothing_and_a_discount_on_them(
    tell: Teller, alice: Customer
) -> None:
    free = goods("gift", 1, "0.00", discount="0.00")

    assert tell.points("1", free, goods("a", 1, "9.99"), discount="1.00") == 899
    assert tell.points("1", free, discount="0.00") == 0


@pytest.mark.parametrize(
    "at",
    ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2027-03-28T03:00:00+02:00"],
)
def test_the_hour_that_comes_twice_or_not_at_all(
    tell: Teller, alice: Customer, shop: Shop, at: str
) -> None:
    """Valid for a day: to the midnight of Paris that closes the next one."""
    set_rules(shop, validity=1, validity_unit="days", on=0)
    when = {"placed_at": at, "paid_at": at, "updated_at": at}

    said = tell("1", goods("a", 1, "10.00"), **when)["points"]

    ends = datetime.fromisoformat(said["expires_at"])
    assert ends.isoformat()[11:19] in {"00:00:00", "23:59:59"}
    assert (ends.date() - datetime.fromisoformat(at).date()).days in {1, 2}
