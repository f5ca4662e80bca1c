"""Orders that settle each other at the same moment, on real connections."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from giftcards.models import GiftCard, RefusedPayment
from programme.actions import OrderReceipt
from shop.models import Customer, Shop
from shop.rules.facts import CardPaymentFact
from tests.connections import at_once, steps
from tests.factories import CustomerFactory, VoucherFactory, day, line, make_card
from tests.statements import assert_honest, put_order
from vouchers.models import VoucherUse

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6


@pytest.fixture
def people(shop: Shop) -> list[Customer]:
    return [CustomerFactory.create(shop=shop) for _ in range(6)]


def order(
    shop: Shop, number: str, who: Customer, on: float, **fields: Any
) -> Callable[[], OrderReceipt]:
    """Placed on the day of its word."""
    usual: dict[str, Any] = {
        "customer": who,
        "placed_at": day(on),
        "on": on,
        "now": day(20),
    }
    return lambda: put_order(shop, number, line(1, "60"), **usual | fields)


def users(code: str) -> list[str]:
    rows = VoucherUse.objects.filter(voucher__code=code)
    return sorted(rows.values_list("order__external_id", flat=True))


def test_two_orders_that_let_go_what_the_other_waits_for_settle_each_other(
    shop: Shop, people: list[Customer]
) -> None:
    one, other = people[:2]
    for n in range(ROUNDS):
        mine, yours = f"A{n}", f"B{n}"
        for code in (mine, yours):
            VoucherFactory.create(shop=shop, code=code, origin="manual")
        order(shop, f"1-{n}", one, 1, vouchers=(mine,))()
        order(shop, f"2-{n}", other, 1, vouchers=(yours,))()
        order(shop, f"1-{n}", one, 2, vouchers=(mine, yours))()
        order(shop, f"2-{n}", other, 2, vouchers=(mine, yours))()
        assert (users(mine), users(yours)) == ([f"1-{n}"], [f"2-{n}"])

        at_once(
            order(shop, f"1-{n}", one, 3, vouchers=(yours,)),
            order(shop, f"2-{n}", other, 3, vouchers=(mine,)),
        )

        assert (users(mine), users(yours)) == ([f"2-{n}"], [f"1-{n}"])
    assert_honest()


def test_whoever_arrives_first_the_earliest_claim_has_the_code(
    shop: Shop, people: list[Customer]
) -> None:
    for n in range(ROUNDS):
        VoucherFactory.create(shop=shop, code=f"A{n}", origin="manual")

        at_once(
            *(
                order(shop, f"{place}-{n}", who, 5 - place, vouchers=(f"A{n}",))
                for place, who in enumerate(people[:4])
            )
        )

        assert users(f"A{n}") == [f"3-{n}"]
    assert_honest()


def test_orders_that_give_back_at_once_leave_nobody_waiting(
    shop: Shop, people: list[Customer]
) -> None:
    card = make_card(shop, amount=Decimal(60))
    paid = (CardPaymentFact(code=card.code, amount=Decimal(30)),)
    for place, who in enumerate(people, 1):
        order(shop, f"{place}", who, place, gift_cards=paid)()
    assert RefusedPayment.objects.count() == 4

    at_once(
        *(
            order(shop, f"{place}", who, 10, gift_cards=paid, state="cancelled")
            for place, who in enumerate(people[:4], 1)
        )
    )

    assert not RefusedPayment.objects.exists()
    assert GiftCard.objects.get().balance == 0
    assert_honest()


def test_the_orders_that_are_concerned_are_locked_before_anything_is_written(
    shop: Shop, people: list[Customer]
) -> None:
    VoucherFactory.create(shop=shop, code="A", origin="manual")
    order(shop, "1", people[1], 1, vouchers=("A",))()
    order(shop, "2", people[0], 2, vouchers=("A",))()

    with steps() as done:
        order(shop, "1", people[1], 3, vouchers=("A",), state="cancelled")()

    assert users("A") == ["2"]
    # Once to learn whom it concerns; that is undone, and then done with both locked.
    again = len(done) - done[::-1].index("lock shop_customer") - 1
    first = done.index("lock shop_order")
    tried = [n for n, step in enumerate(done) if step == "lock shop_customer"]
    assert len(tried) >= 3
    assert first < again
    assert done[tried[1] : tried[1] + 3] == [
        "lock shop_customer",
        "lock shop_order",
        "lock vouchers_voucher",
    ]
