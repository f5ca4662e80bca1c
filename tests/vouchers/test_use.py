from datetime import datetime, timedelta
from typing import Any

import pytest

from programme.actions.receipts import OrderReceipt
from shop.models import Customer, Shop
from tests.factories import START, VoucherFactory, day, make_shop
from tests.statements import put_order
from vouchers import actions as vouchers
from vouchers.models import Voucher
from vouchers.queries import usable as vouchers_usable

CODE = "FID-7KQ4M2XD9A"


@pytest.fixture
def voucher(shop: Shop, alice: Customer) -> Voucher:
    return VoucherFactory.create(shop=shop, customer=alice, code=CODE)


def buy(
    shop: Shop, *codes: str, order: str = "46", on: float = 1, **fields: Any
) -> OrderReceipt:
    """An order placed on day 1 that names these codes."""
    return put_order(shop, order, vouchers=codes, on=on, placed_at=day(1), **fields)


def answers(receipt: OrderReceipt) -> list[tuple[str, str]]:
    return [(use.code, use.state) for use in receipt.settlement.vouchers]


def user_of(voucher: Voucher) -> str | None:
    """Its one use, and the row says the same."""
    voucher.refresh_from_db()
    users = [use.order.external_id for use in voucher.uses.select_related("order")]
    assert len(users) == voucher.used <= 1
    return users[0] if users else None


def test_an_order_uses_the_voucher_it_names(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    receipt = buy(shop, CODE, customer=alice)

    assert answers(receipt) == [(CODE, "used")]
    assert user_of(voucher) == "46"
    assert voucher.used_at == day(1)
    assert voucher.state_at(day(1)) == Voucher.State.USED


def test_a_code_may_be_typed_in_any_case(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    receipt = buy(shop, CODE.lower(), customer=alice)

    assert answers(receipt) == [(CODE.lower(), "used")]
    assert user_of(voucher) == "46"


def test_a_code_named_twice_is_one_voucher(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    receipt = buy(shop, CODE, CODE.lower(), customer=alice)

    assert answers(receipt) == [(CODE.lower(), "used")]
    assert user_of(voucher) == "46"


def test_answers_follow_the_order_in_which_codes_were_named(
    shop: Shop, alice: Customer
) -> None:
    for code in ("A", "B"):
        VoucherFactory.create(shop=shop, customer=alice, code=code)

    receipt = buy(shop, "b", "?", "A", customer=alice)

    assert answers(receipt) == [("b", "used"), ("?", "refused"), ("A", "used")]


def test_a_replayed_order_still_uses_its_voucher(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(shop, CODE, customer=alice)

    again = buy(shop, CODE, customer=alice)

    assert answers(again) == [(CODE, "used")]
    assert user_of(voucher) == "46"


def test_a_second_order_is_taken_in_without_the_voucher(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(shop, CODE, customer=alice)

    second = buy(shop, CODE, order="47", customer=alice)

    assert answers(second) == [(CODE, "refused")]
    assert second.stated.created
    assert user_of(voucher) == "46"


def test_a_voucher_of_somebody_else_is_refused(
    shop: Shop, bob: Customer, voucher: Voucher
) -> None:
    assert answers(buy(shop, CODE, customer=bob)) == [(CODE, "refused")]
    assert answers(buy(shop, CODE, order="47", customer=None)) == [(CODE, "refused")]
    assert user_of(voucher) is None


def test_an_open_voucher_is_anybodys(shop: Shop, bob: Customer) -> None:
    VoucherFactory.create(shop=shop, code=CODE)
    VoucherFactory.create(shop=shop, code="B")

    assert answers(buy(shop, CODE, customer=bob)) == [(CODE, "used")]
    assert answers(buy(shop, "B", order="47", customer=None)) == [("B", "used")]


def test_a_code_of_another_shop_is_unknown_here(alice: Customer, voucher: Voucher) -> None:
    elsewhere = make_shop("autre")

    receipt = buy(elsewhere, CODE, customer=alice)

    assert answers(receipt) == [(CODE, "refused")]
    assert user_of(voucher) is None


@pytest.mark.parametrize(
    ("placed_at", "state"),
    [
        (START, "used"),
        (day(30) - timedelta(microseconds=1), "used"),
        (day(30), "refused"),
    ],
)
def test_an_order_must_have_been_placed_while_the_voucher_was_valid(
    shop: Shop, alice: Customer, voucher: Voucher, placed_at: datetime, state: str
) -> None:
    receipt = put_order(
        shop, "46", vouchers=(CODE,), customer=alice, placed_at=placed_at, on=60
    )

    assert answers(receipt) == [(CODE, state)]
    assert user_of(voucher) == ("46" if state == "used" else None)


@pytest.mark.parametrize("behind", [timedelta(seconds=30), timedelta(days=2)])
def test_a_code_that_its_customer_has_is_used_however_slow_the_shops_clock(
    shop: Shop, alice: Customer, voucher: Voucher, behind: timedelta
) -> None:
    receipt = put_order(
        shop, "46", vouchers=(CODE,), customer=alice, placed_at=START - behind, on=1
    )

    assert answers(receipt) == [(CODE, "used")]


@pytest.mark.parametrize(
    ("before", "state"), [(timedelta(minutes=5), "used"), (timedelta(hours=1), "refused")]
)
def test_a_start_that_was_planned_counts_but_for_some_minutes(
    shop: Shop, alice: Customer, before: timedelta, state: str
) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code=CODE, valid_from=day(3))

    receipt = put_order(
        shop, "46", vouchers=(CODE,), customer=alice, placed_at=day(3) - before, on=3
    )

    assert answers(receipt) == [(CODE, state)]


def test_a_code_has_not_ended_for_a_shop_whose_clock_is_fast(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    receipt = put_order(
        shop, "46", vouchers=(CODE,), customer=alice, placed_at=day(30), on=29.9999
    )

    assert answers(receipt) == [(CODE, "used")]


@pytest.mark.parametrize("state", ["cancelled", "refunded", "payment_error"])
def test_a_cancelled_order_releases_its_voucher(
    shop: Shop, alice: Customer, voucher: Voucher, state: str
) -> None:
    buy(shop, CODE, customer=alice)

    receipt = buy(shop, CODE, customer=alice, state=state, on=2)

    assert answers(receipt) == []
    assert user_of(voucher) is None
    assert voucher.state_at(day(2)) == Voucher.State.USABLE


def test_an_order_still_unpaid_uses_its_voucher(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(shop, CODE, customer=alice, state="pending", paid_at=None)

    assert user_of(voucher) == "46"


def test_an_order_paid_again_takes_its_voucher_again(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    for on, state in enumerate(["paid", "cancelled", "paid"], 1):
        buy(shop, CODE, customer=alice, state=state, on=on)

    assert user_of(voucher) == "46"


def test_an_order_paid_again_after_another_has_taken_its_voucher_goes_without(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(shop, CODE, customer=alice)
    buy(shop, CODE, customer=alice, state="cancelled", on=2)
    buy(shop, CODE, order="47", customer=alice, on=3)

    receipt = buy(shop, CODE, customer=alice, on=4)

    assert answers(receipt) == [(CODE, "refused")]
    assert user_of(voucher) == "47"


def test_an_order_edited_to_name_another_code_releases_the_first(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    other = VoucherFactory.create(shop=shop, customer=alice, code="FID-OTHER")
    buy(shop, CODE, customer=alice)

    buy(shop, "FID-OTHER", customer=alice, on=2)

    assert user_of(voucher) is None
    assert user_of(other) == "46"


def test_an_older_statement_does_not_move_a_voucher(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(shop, CODE, customer=alice, on=3)

    buy(shop, customer=alice, on=2)

    assert user_of(voucher) == "46"


def test_a_used_voucher_cannot_be_cancelled(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(shop, CODE, customer=alice)

    with pytest.raises(vouchers.NotCancellable, match=CODE) as refusal:
        vouchers.cancel(voucher=voucher, now=day(2))

    assert refusal.value.code == "already_used"
    assert user_of(voucher) == "46"


def test_a_cancelled_voucher_cannot_be_used(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    vouchers.cancel(voucher=voucher, now=day(0))

    assert voucher.state_at(day(0)) == Voucher.State.CANCELLED
    assert answers(buy(shop, CODE, customer=alice)) == [(CODE, "refused")]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START - timedelta(microseconds=1), Voucher.State.SCHEDULED),
        (START, Voucher.State.USABLE),
        (day(30) - timedelta(microseconds=1), Voucher.State.USABLE),
        (day(30), Voucher.State.EXPIRED),
    ],
)
def test_the_clock_alone_makes_a_voucher_usable_and_takes_it(
    alice: Customer, voucher: Voucher, now: datetime, state: Voucher.State
) -> None:
    assert voucher.state_at(now) == state
    assert vouchers_usable.usable(alice, now) == ([voucher] if state == "usable" else [])


def test_the_voucher_that_ends_first_is_proposed_first(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    ending = VoucherFactory.create(shop=shop, customer=alice, valid_until=day(3))
    buy(shop, VoucherFactory.create(shop=shop, customer=alice).code, customer=alice)

    assert vouchers_usable.usable(alice, day(1)) == [ending, voucher]
    assert vouchers_usable.of_customer(alice).count() == 3
