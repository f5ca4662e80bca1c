"""One code and everybody at once, on real connections; and what is left when one dies."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from programme.actions.receipts import OrderReceipt
from shop.models import Customer, Order, Shop
from tests.connections import at_once, others
from tests.factories import CustomerFactory, VoucherFactory, day
from tests.statements import assert_honest, put_order
from vouchers import actions as vouchers
from vouchers.actions.refusals import CodeRefused
from vouchers.models import RefusedCode, Voucher, VoucherHold, VoucherUse

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "NOEL"


def hold(shop: Shop, cart: str) -> Callable[[], str]:
    def press() -> str:
        try:
            vouchers.hold(shop=shop, code=CODE, cart=cart, customer=None, now=day(1))
        except CodeRefused as refusal:
            return refusal.code
        return "ok"

    return press


def order(shop: Shop, number: int, **fields: Any) -> Callable[[], OrderReceipt]:
    """Each of another customer, so that nothing but the code is shared."""
    usual: dict[str, Any] = {
        "vouchers": (CODE,),
        "discount": Decimal(5),
        "placed_at": day(1),
        "on": 1,
    }
    if "customer" not in fields:
        usual["customer"] = CustomerFactory.create(shop=shop, external_id=f"C{number}")
    return lambda: put_order(shop, f"O{number}", **usual | fields)


def states(receipts: list[OrderReceipt]) -> Counter[str]:
    return Counter(use.state for each in receipts for use in each.settlement.vouchers)


def test_golden_case_12_of_fifty_carts_at_once_one_holds_the_code(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE)

    found = at_once(*(hold(shop, f"{number}") for number in range(50)))

    assert Counter(found) == {"ok": 1, "held": 49}
    assert VoucherHold.objects.count() == 1


def test_golden_case_12_of_fifty_orders_at_once_one_uses_the_code(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, origin="manual")

    receipts = at_once(*(order(shop, number) for number in range(50)))

    assert states(receipts) == {"used": 1, "refused": 49}
    assert Order.objects.count() == 50
    assert VoucherUse.objects.get().amount == Decimal(5)
    assert Counter(RefusedCode.objects.values_list("reason", flat=True)) == {
        "already_used": 49
    }
    voucher.refresh_from_db()
    assert voucher.used == 1
    assert_honest()


def test_a_code_for_seven_is_used_by_seven_of_twenty(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, use_limit=7, origin="manual")

    receipts = at_once(*(order(shop, number) for number in range(20)))

    assert states(receipts) == {"used": 7, "refused": 13}
    assert_honest()


def test_holds_orders_and_releases_at_once_leave_a_code_used_at_most_once(
    shop: Shop,
) -> None:
    VoucherFactory.create(shop=shop, code=CODE, origin="manual", partial=True)
    first = order(shop, 0)
    first()

    at_once(
        order(shop, 1, discount=Decimal(2)),
        order(shop, 2, discount=Decimal(2)),
        *(hold(shop, f"{number}") for number in range(5)),
        lambda: put_order(
            shop,
            "O0",
            customer=Customer(external_id="C0"),
            state="cancelled",
            on=2,
            placed_at=day(1),
            vouchers=(CODE,),
        ),
    )

    assert VoucherUse.objects.filter(voucher__code=CODE).count() <= 1
    assert_honest()


def test_a_customer_is_not_given_twice_what_is_allowed_once(
    shop: Shop, alice: Customer
) -> None:
    VoucherFactory.create(
        shop=shop, code=CODE, use_limit=None, uses_per_customer=1, origin="manual"
    )

    receipts = at_once(*(order(shop, number, customer=alice) for number in range(10)))

    assert states(receipts) == {"used": 1, "refused": 9}


def test_orders_that_name_the_same_codes_crosswise_do_not_wait_for_each_other(
    shop: Shop,
) -> None:
    for code in "ABCD":
        VoucherFactory.create(shop=shop, code=code, use_limit=None, origin="manual")

    receipts = at_once(
        *(
            order(shop, number, vouchers=tuple("ABCD" if number % 2 else "DCBA"))
            for number in range(12)
        )
    )

    assert states(receipts) == {"used": 48}
    assert_honest()


def test_a_cancellation_and_an_order_at_once_agree(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, origin="manual")

    def cancel() -> str:
        try:
            vouchers.cancel(voucher=voucher, now=day(1))
        except vouchers.NotCancellable as refusal:
            return refusal.code
        return "cancelled"

    def buy() -> str:
        return next(iter(states([order(shop, 1)()])))

    assert sorted(at_once(cancel, buy)) in (
        ["already_used", "used"],
        ["cancelled", "refused"],
    )


def test_an_order_waits_for_whoever_has_the_code_in_hand(shop: Shop) -> None:
    """Without the lock the second would read what the first has not written yet."""
    VoucherFactory.create(shop=shop, code=CODE, origin="manual")
    second = order(shop, 2)

    with others() as other:
        with transaction.atomic():
            order(shop, 1)()
            waiting = other.wait_to(second)
        assert states([waiting.result(timeout=10)]) == {"refused": 1}


def test_an_order_that_dies_half_way_has_done_nothing_and_may_come_again(
    shop: Shop,
) -> None:
    """At every statement in turn: the books are those of one clean run."""
    voucher = VoucherFactory.create(shop=shop, code=CODE, origin="manual", partial=True)
    again = order(shop, 1, discount=Decimal(3))

    deaths = 0
    while True:
        try:
            with connection.execute_wrapper(_Death(deaths)):
                again()
        except _Died:
            deaths += 1
            assert not VoucherUse.objects.exists()
            assert Voucher.objects.get() == voucher
        else:
            break

    assert deaths > 15
    assert [(use.voucher.code, use.amount) for use in VoucherUse.objects.all()] == [
        (CODE, Decimal(3))
    ]
    assert [remainder.amount for remainder in voucher.remainders.all()] == [Decimal(2)]
    again()
    assert (VoucherUse.objects.count(), Voucher.objects.count()) == (1, 2)
    assert_honest()


def test_a_hold_that_dies_half_way_has_held_nothing(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, origin="manual")

    for statement in range(4):
        with pytest.raises(_Died), connection.execute_wrapper(_Death(statement)):
            hold(shop, "1403")()
        voucher.refresh_from_db()
        assert (VoucherHold.objects.count(), voucher.held_until) == (0, None)

    assert hold(shop, "1403")() == "ok"


class _Died(Exception):  # noqa: N818 -- it reads as the sentence it is
    """The process ended here."""


class _Death:
    """Lets so many statements through, and no other."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Any, *said: Any) -> Any:
        if not self.left:
            raise _Died
        self.left -= 1
        return execute(*said)
