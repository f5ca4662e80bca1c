"""A cart keeps a voucher for half an hour; an order takes no notice."""

from datetime import timedelta
from typing import Any

import pytest

from shop.models import Customer, Shop
from tests.connections import steps
from tests.factories import VoucherFactory, day
from tests.statements import put_order
from vouchers import actions as vouchers
from vouchers.actions.refusals import CodeRefused
from vouchers.models import Voucher, VoucherHold
from vouchers.queries import usable as vouchers_usable

CODE = "FID-7KQ4M2XD9A"
NOON = day(1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def voucher(shop: Shop, alice: Customer) -> Voucher:
    return VoucherFactory.create(shop=shop, customer=alice, code=CODE)


def hold(shop: Shop, cart: str, customer: Customer | None, after: int = 0) -> str:
    """The cart's hold so many minutes after noon: until when, or why not."""
    now = NOON + after * MINUTE
    try:
        held = vouchers.hold(shop=shop, code=CODE, cart=cart, customer=customer, now=now)
    except CodeRefused as refusal:
        return refusal.code
    return f"{(held.expires_at - NOON) // MINUTE} min"


def state(voucher: Voucher, after: int = 0) -> str:
    voucher.refresh_from_db()
    return voucher.state_at(NOON + after * MINUTE).value


def test_a_cart_holds_a_voucher_for_half_an_hour(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    assert hold(shop, "1403", alice) == "30 min"
    assert [state(voucher, after) for after in (0, 29, 30)] == ["held", "held", "usable"]


def test_another_cart_has_to_wait(shop: Shop, alice: Customer, voucher: Voucher) -> None:
    hold(shop, "1403", alice)

    assert hold(shop, "1404", alice, after=29) == "held"
    assert hold(shop, "1404", alice, after=30) == "60 min"
    assert hold(shop, "1403", alice, after=31) == "held"


def test_holding_again_begins_anew(shop: Shop, alice: Customer, voucher: Voucher) -> None:
    hold(shop, "1403", alice)

    assert hold(shop, "1403", alice, after=20) == "50 min"
    assert VoucherHold.objects.count() == 1
    assert state(voucher, after=49) == "held"


def test_a_voucher_that_is_let_go_is_free_at_once(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    hold(shop, "1403", alice)

    for _ in range(2):
        vouchers.release(shop=shop, code=CODE.lower(), cart="1403", now=NOON)

    assert state(voucher) == "usable"
    assert hold(shop, "1404", alice) == "30 min"


def test_letting_go_what_another_cart_holds_changes_nothing(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    hold(shop, "1403", alice)

    vouchers.release(shop=shop, code=CODE, cart="1404", now=NOON)

    assert state(voucher) == "held"


def test_a_voucher_is_held_by_its_own_customer_only(
    shop: Shop, alice: Customer, bob: Customer, voucher: Voucher
) -> None:
    assert hold(shop, "1403", bob) == "wrong_customer"
    assert hold(shop, "1403", None) == "wrong_customer"


def test_whoever_guesses_learns_nothing_from_the_sentence(
    shop: Shop, bob: Customer, voucher: Voucher
) -> None:
    vouchers.cancel(voucher=voucher, now=NOON)

    with pytest.raises(CodeRefused) as refusal:
        vouchers.hold(shop=shop, code=CODE, cart="1", customer=bob, now=NOON)
    with pytest.raises(vouchers.UnknownCode) as unknown:
        vouchers.hold(shop=shop, code="NOTHING", cart="1", customer=bob, now=NOON)

    assert refusal.value.code == "wrong_customer"
    assert str(refusal.value) == str(unknown.value)
    assert unknown.value.code == "unknown"


@pytest.mark.parametrize(
    ("life", "reason"),
    [
        ({"valid_from": day(2)}, "not_started"),
        ({"valid_until": day(1)}, "expired"),
        ({"cancelled_at": day(0)}, "cancelled"),
        ({"used": 1, "used_at": day(0)}, "already_used"),
    ],
)
def test_what_cannot_be_used_cannot_be_held(
    shop: Shop, alice: Customer, life: dict[str, object], reason: str
) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code=CODE, **life)

    assert hold(shop, "1403", alice) == reason


def test_a_code_of_another_shop_is_unknown_here(voucher: Voucher, alice: Customer) -> None:
    elsewhere = VoucherFactory.create(shop=voucher.shop, code="B").shop
    elsewhere.pk = 0

    with pytest.raises(vouchers.UnknownCode):
        vouchers.release(shop=elsewhere, code=CODE, cart="1", now=NOON)


def test_an_order_beats_a_hold(shop: Shop, alice: Customer, voucher: Voucher) -> None:
    hold(shop, "1403", alice)

    receipt = put_order(
        shop, "46", customer=alice, vouchers=(CODE,), cart="9", on=1, placed_at=NOON
    )

    assert [use.state for use in receipt.settlement.vouchers] == ["used"]
    assert state(voucher) == "used"
    assert hold(shop, "1403", alice) == "already_used"


def test_a_voucher_that_an_order_releases_is_held_again_while_its_hold_lasts(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    hold(shop, "1403", alice)
    for state_now, on in (("paid", 1), ("cancelled", 2)):
        fields: dict[str, Any] = {"customer": alice, "vouchers": (CODE,), "placed_at": NOON}
        put_order(shop, "46", state=state_now, on=on, **fields)

    assert [state(voucher, after) for after in (10, 30)] == ["held", "usable"]


def test_a_code_for_many_is_held_while_no_use_of_it_is_left(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, use_limit=3)
    put_order(shop, "46", vouchers=(CODE,), on=1, placed_at=NOON)

    assert hold(shop, "A", None) == "30 min"
    assert state(voucher) == "usable"
    assert hold(shop, "B", None, after=5) == "35 min"
    assert [state(voucher, after) for after in (5, 29, 30)] == ["held", "held", "usable"]
    assert hold(shop, "C", None, after=29) == "held"
    assert hold(shop, "C", None, after=30) == "60 min"


def test_the_order_of_a_cart_takes_the_cart_s_hold_with_it(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, use_limit=2)
    hold(shop, "A", None)
    hold(shop, "B", None)

    put_order(shop, "46", vouchers=(CODE,), cart="A", on=1, placed_at=NOON)

    assert state(voucher) == "held"
    assert [held.cart for held in VoucherHold.objects.all()] == ["B"]
    put_order(shop, "46", vouchers=(), cart="A", on=2, placed_at=NOON)
    assert state(voucher) == "usable"


def test_a_code_without_limit_is_held_by_as_many_as_like(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, use_limit=None)

    assert {hold(shop, cart, None) for cart in "ABC"} == {"30 min"}
    assert state(voucher) == "usable"


def test_a_customer_who_has_had_all_uses_holds_no_more(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    VoucherFactory.create(shop=shop, code=CODE, use_limit=None, uses_per_customer=1)
    put_order(shop, "46", customer=alice, vouchers=(CODE,), on=1, placed_at=NOON)

    assert hold(shop, "A", alice) == "already_used"
    assert hold(shop, "B", bob) == "30 min"


def test_what_is_held_still_stands_in_the_wallet(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    hold(shop, "1403", alice)

    assert vouchers_usable.usable(alice, NOON) == [voucher]


def test_a_voucher_is_held_under_its_lock(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    with steps() as done:
        hold(shop, "1403", alice)
        vouchers.release(shop=shop, code=CODE, cart="1403", now=NOON)

    assert done == [
        "lock vouchers_voucher",
        "write vouchers_voucherhold",
        "write vouchers_voucher",
        "lock vouchers_voucher",
        "write vouchers_voucherhold",
        "write vouchers_voucher",
    ]
