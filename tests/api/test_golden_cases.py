"""The golden cases of the programme, told through the door."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
import time_machine

from earning.models import BonusTerms
from points import actions as points
from shop.models import Product, Shop
from tests.api.conftest import Caller
from tests.factories import day
from tests.statements import set_rules
from vouchers.models import Voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alice")]


def line(number: int, price: str, **refund: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "product": f"p{number}",
        "quantity": 1,
        "unit_price": price,
        **refund,
    }


class Books:
    """Alice's orders and account as her shop sees them; the clock goes along."""

    def __init__(self, api: Caller, clock: time_machine.Traveller) -> None:
        self.api, self.clock = api, clock

    def state(self, order: str, *lines: dict[str, Any], on: float = 0, **said: Any) -> Any:
        """A paid order of Alice's, placed on the first day and stated on day ``on``."""
        self.clock.move_to(day(on))
        body = {
            "customer": "57",
            "state": "paid",
            "currency": "EUR",
            "placed_at": day(0).isoformat(),
            "updated_at": day(on).isoformat(),
            "lines": lines,
        }
        answer = self.api.put(f"/orders/{order}", body | said)
        assert answer.status_code < 300, answer.json()
        return answer.json()

    def posted(self, order: str, *lines: dict[str, Any], on: float = 0, **said: Any) -> int:
        moved: int = self.state(order, *lines, on=on, **said)["points"]["posted"]
        return moved

    def convert(self, number: int | None = None, *, on: float) -> Any:
        self.clock.move_to(day(on))
        answer = self.api.post("/customers/57/conversions", {"points": number})
        assert answer.status_code == 201, answer.json()
        return answer.json()["voucher"]

    def account(self, *, on: float) -> Any:
        self.clock.move_to(day(on))
        return self.api.get("/customers/57/account").json()

    def points(self, *, on: float) -> tuple[int, int, int]:
        """Available, pending, debt."""
        told = self.account(on=on)["points"]
        return told["available"], told["pending"], told["debt"]


@pytest.fixture
def books(api: Caller, clock: time_machine.Traveller) -> Books:
    return Books(api, clock)


def test_golden_case_1_forty_euros_are_four_points_and_a_voucher_of_two(
    books: Books,
) -> None:
    told = books.state("46", line(1, "40.00"))["points"]

    assert (told["granted"], told["state"]) == (4, "available")
    assert books.account(on=0)["points"]["value"] == "2.00"
    voucher = books.convert(on=0)
    assert (voucher["amount"], voucher["kind"]) == ("2.00", "amount")
    assert books.points(on=0) == (0, 0, 0)


@pytest.mark.parametrize("order", list(permutations("ABC")))
def test_golden_case_2_each_product_takes_its_own_bonus_back(
    books: Books, shop: Shop, order: tuple[str, ...]
) -> None:
    gives = {"A": 10 + 10, "B": 10 + 20, "C": 20}
    for name in gives:
        body = {"updated_at": day(0).isoformat(), "name": name}
        assert books.api.put(f"/products/{name}", body).status_code == 201
    bonuses = [
        BonusTerms(
            priority=number,
            name=name,
            kind="points",
            points=number,
            products=[Product.objects.get(external_id=name).pk],
        )
        for name, number in [("A", 10), ("B", 20)]
    ]
    set_rules(shop, ratio=Decimal(1), bonuses=bonuses)

    def cart_of(refunded: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            line(number, price, product=name, refunded_quantity=int(name in refunded))
            for number, (name, price) in enumerate([("A", "10"), ("B", "10"), ("C", "20")])
        ]

    assert books.posted("1", *cart_of(())) == 70
    for so_many in (1, 2, 3):
        moved = books.posted("1", *cart_of(order[:so_many]), on=so_many)
        assert moved == -gives[order[so_many - 1]]
    assert books.points(on=4) == (0, 0, 0)


def test_golden_case_3_an_old_order_is_refunded_by_the_rules_it_earned_under(
    books: Books, shop: Shop
) -> None:
    set_rules(shop, ratio=Decimal(1))
    assert books.posted("1", line(1, "50")) == 50
    set_rules(shop, on=1, ratio=Decimal("0.50"))

    assert books.posted("1", line(1, "50", refunded_quantity=1), on=2) == -50
    assert books.points(on=2) == (0, 0, 0)


@pytest.mark.parametrize(
    ("numbers", "price", "expected"), [((10, 1), "29.90", 2), ((2, 10), "7", 30)]
)
def test_golden_case_4_only_whole_blocks_earn(
    books: Books, shop: Shop, numbers: tuple[int, int], price: str, expected: int
) -> None:
    ratio, per_block = numbers
    set_rules(shop, ratio=Decimal(ratio), points_per_block=per_block)

    assert books.posted("1", line(1, price)) == expected


def test_golden_case_5_a_cancelled_voucher_returns_points_to_their_own_lots(
    books: Books, shop: Shop
) -> None:
    set_rules(shop, ratio=Decimal(1), validity=30)
    books.state("1", line(1, "100"))
    later = {"placed_at": day(15).isoformat()}
    books.state("2", line(1, "200"), on=15, **later)
    at = ["2026-06-01T00:00:00+02:00", "2026-06-16T00:00:00+02:00"]

    code = books.convert(180, on=16)["code"]
    assert books.account(on=16)["points"]["expiring"] == [{"points": 120, "at": at[1]}]
    points.cancel_conversion(
        voucher=Voucher.objects.get(code=code), author="staff:1", now=day(20)
    )

    assert books.account(on=20)["points"]["expiring"] == [
        {"points": 100, "at": at[0]},
        {"points": 200, "at": at[1]},
    ]


def test_golden_case_7_whatever_the_states_points_are_there_once(books: Books) -> None:
    states = ["paid", "cancelled", "paid", "paid", "delivered"]

    moved = [
        books.posted("1", line(1, "40"), on=on, state=state)
        for on, state in enumerate(states)
    ]

    assert moved == [4, -4, 4, 0, 0]
    assert books.points(on=5) == (4, 0, 0)


def test_golden_case_7_a_refund_before_the_payment_ends_as_if_in_order(
    books: Books,
) -> None:
    refunded = line(1, "40", refunded_quantity=1)
    books.state("1", refunded, line(2, "20"), on=2, state="paid")
    told = books.state("1", line(1, "40"), line(2, "20"), on=1, state="paid")

    assert (told["stale"], told["points"]["posted"]) == (True, 0)
    assert books.points(on=2) == (2, 0, 0)


def test_golden_case_8_a_refund_calls_in_an_unused_voucher(
    books: Books, shop: Shop
) -> None:
    set_rules(shop, ratio=Decimal(1))
    books.state("1", line(1, "50"))
    books.convert(on=1)
    assert len(books.account(on=1)["vouchers"]) == 1

    books.state("1", line(1, "50"), on=2, state="refunded")

    assert books.points(on=2) == (0, 0, 0)
    assert books.account(on=2)["vouchers"] == []


def test_golden_case_8_a_used_voucher_leaves_a_debt_that_the_next_order_pays(
    books: Books, shop: Shop
) -> None:
    set_rules(shop, ratio=Decimal(1))
    books.state("1", line(1, "50"))
    code = books.convert(on=1)["code"]
    used = {"placed_at": day(2).isoformat(), "discount": "5", "vouchers": [code.lower()]}
    told = books.state("2", line(1, "5"), on=2, **used)
    assert told["vouchers"] == [{"code": code.lower(), "state": "used"}]

    books.state("1", line(1, "50"), on=3, state="refunded")
    assert books.points(on=3) == (0, 0, 50)

    books.state("3", line(1, "80"), on=4)
    assert books.points(on=4) == (30, 0, 0)


def test_golden_case_9_three_thirds_are_one_whole(books: Books, shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(3))
    three = line(1, "33.33") | {"quantity": 3}
    assert books.posted("1", three) == books.posted("2", three) == 33

    thirds = [
        books.posted("1", three | {"refunded_quantity": so_many}, on=so_many)
        for so_many in (1, 2, 3)
    ]

    assert sum(thirds) == books.posted("2", three | {"refunded_quantity": 3}, on=3) == -33
