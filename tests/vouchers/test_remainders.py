"""What an order leaves of a voucher lives on under another code; nothing comes of
nothing.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points import actions as points
from programme.actions.receipts import OrderReceipt
from shop.models import Category, Customer, Shop
from tests.factories import VoucherFactory, day, line, make_shop
from tests.statements import assert_honest, convert, put_order
from vouchers import actions as vouchers
from vouchers.models import Voucher, VoucherUse

CODE = "FID-7KQ4M2XD9A"


@pytest.fixture
def voucher(shop: Shop, alice: Customer) -> Voucher:
    return twenty(shop, customer=alice)


def twenty(shop: Shop, **fields: Any) -> Voucher:
    usual: dict[str, Any] = {
        "code": CODE,
        "amount": Decimal(20),
        "partial": True,
        "origin": "manual",
    }
    return VoucherFactory.create(shop=shop, **usual | fields)


def buy(
    voucher: Voucher, order: str, discount: str, *, on: float = 1, **fields: Any
) -> OrderReceipt:
    """Goods of 40 €, of which the shop has taken so much off with the voucher."""
    return put_order(
        voucher.shop,
        order,
        on=on,
        placed_at=day(1),
        discount=Decimal(discount),
        **{"customer": voucher.customer, "vouchers": (voucher.code,)} | fields,
    )


def cancel(voucher: Voucher, order: str, discount: str, *, on: float) -> None:
    buy(voucher, order, discount, on=on, state="cancelled")


def remainder_of(voucher: Voucher) -> Voucher:
    return voucher.remainders.get(cancelled_at=None)


def family(voucher: Voucher) -> list[tuple[str, str]]:
    """The voucher and its rests, the oldest first: what each is worth, and its state."""
    vouchers = [voucher, *voucher.remainders.order_by("pk")]
    for each in vouchers:
        each.refresh_from_db()
    return [(f"{each.worth:.2f}", each.state_at(day(5)).value) for each in vouchers]


def test_what_the_order_does_not_use_is_a_voucher_of_its_own(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    lamps = Category.objects.create(shop=shop, external_id="lamps")
    voucher.categories.set([lamps])
    voucher.excluded_categories.set([lamps])
    voucher.categories.clear()

    buy(voucher, "46", "12")

    remainder = remainder_of(voucher)
    assert remainder.amount == Decimal(8)
    assert remainder.code != voucher.code
    assert remainder.code.startswith("BON-")
    assert (remainder.customer, remainder.label, remainder.minimum) == (
        alice,
        voucher.label,
        voucher.minimum,
    )
    assert (remainder.valid_from, remainder.valid_until) == (
        voucher.valid_from,
        voucher.valid_until,
    )
    assert list(remainder.excluded_categories.all()) == [lamps]
    # Goods it is not for took nothing of it: here the order says otherwise.
    assert family(voucher) == [("12.00", "used"), ("8.00", "usable")]


def test_a_voucher_that_is_not_kept_in_part_loses_its_rest(
    shop: Shop, alice: Customer
) -> None:
    voucher = twenty(shop, customer=alice, partial=False)

    buy(voucher, "46", "12")

    assert VoucherUse.objects.get().amount == Decimal(12)
    assert family(voucher) == [("20.00", "used")]


def test_a_voucher_used_up_leaves_no_rest(voucher: Voucher) -> None:
    buy(voucher, "46", "20")

    assert family(voucher) == [("20.00", "used")]


def test_an_order_that_tells_no_discount_leaves_no_rest(voucher: Voucher) -> None:
    """Its voucher may well have been used whole: the shop has not said."""
    buy(voucher, "46", "0")

    assert family(voucher) == [("20.00", "used")]


def test_issuing_a_remainder_twice_makes_one_voucher(voucher: Voucher) -> None:
    buy(voucher, "46", "12")
    buy(voucher, "46", "12")
    buy(voucher, "46", "12", on=2)

    assert family(voucher) == [("12.00", "used"), ("8.00", "usable")]


def test_a_released_voucher_is_whole_again(voucher: Voucher) -> None:
    buy(voucher, "46", "12")

    cancel(voucher, "46", "12", on=2)

    assert family(voucher) == [("20.00", "usable"), ("8.00", "cancelled")]


def test_an_edited_order_changes_the_rest(voucher: Voucher) -> None:
    buy(voucher, "46", "12")

    buy(voucher, "46", "15", on=2)

    assert family(voucher) == [("15.00", "used"), ("8.00", "cancelled"), ("5.00", "usable")]


def test_an_order_edited_to_use_all_leaves_no_rest(voucher: Voucher) -> None:
    buy(voucher, "46", "12")

    buy(voucher, "46", "20", on=2)

    assert family(voucher) == [("20.00", "used"), ("8.00", "cancelled")]


def test_where_the_rest_has_been_used_only_what_the_order_had_comes_back(
    voucher: Voucher,
) -> None:
    buy(voucher, "46", "12")
    buy(remainder_of(voucher), "47", "8")

    cancel(voucher, "46", "12", on=2)

    assert family(voucher) == [("12.00", "usable"), ("8.00", "used")]
    assert_honest()


def test_what_has_come_back_can_be_used_and_split_again(voucher: Voucher) -> None:
    buy(voucher, "46", "12")
    buy(remainder_of(voucher), "47", "8")
    cancel(voucher, "46", "12", on=2)

    buy(voucher, "48", "5", on=3)

    assert family(voucher) == [("5.00", "used"), ("8.00", "used"), ("7.00", "usable")]
    assert_honest()


def test_a_rest_that_comes_back_later_is_a_voucher_beside_the_first(
    voucher: Voucher,
) -> None:
    buy(voucher, "46", "12")
    remainder = remainder_of(voucher)
    buy(remainder, "47", "8")
    cancel(voucher, "46", "12", on=2)

    cancel(remainder, "47", "8", on=3)

    assert family(voucher) == [("12.00", "usable"), ("8.00", "usable")]


def test_an_order_that_takes_more_than_the_voucher_itself_takes_the_rest_at_hand(
    voucher: Voucher,
) -> None:
    buy(voucher, "46", "12")
    remainder = remainder_of(voucher)
    buy(remainder, "47", "8")
    cancel(voucher, "46", "12", on=2)
    cancel(remainder, "47", "8", on=3)

    for _ in range(2):
        buy(voucher, "48", "15", on=4)

    assert family(voucher) == [("15.00", "used"), ("8.00", "cancelled"), ("5.00", "usable")]
    assert_honest()


def test_an_order_edited_after_its_rest_was_used_has_no_more_than_there_is(
    voucher: Voucher,
) -> None:
    buy(voucher, "46", "12")
    buy(remainder_of(voucher), "47", "8")

    buy(voucher, "46", "20", on=2)

    assert VoucherUse.objects.get(voucher=voucher).amount == Decimal(12)
    assert family(voucher) == [("12.00", "used"), ("8.00", "used")]


def test_a_rest_of_a_rest_stays_with_it(voucher: Voucher) -> None:
    buy(voucher, "46", "12")
    remainder = remainder_of(voucher)
    buy(remainder, "47", "3")
    last = remainder_of(remainder)

    cancel(voucher, "46", "12", on=2)
    assert family(voucher) == [("12.00", "usable"), ("3.00", "used")]

    buy(last, "48", "5")
    cancel(remainder, "47", "3", on=3)
    assert family(remainder) == [("3.00", "usable"), ("5.00", "used")]
    assert_honest()


def test_a_rest_that_is_cancelled_by_hand_is_gone(voucher: Voucher) -> None:
    buy(voucher, "46", "12")
    vouchers.cancel(voucher=remainder_of(voucher), now=day(2))

    cancel(voucher, "46", "12", on=3)

    assert family(voucher) == [("12.00", "usable"), ("8.00", "cancelled")]
    assert_honest()


def test_a_rest_held_in_a_cart_comes_home_all_the_same(
    shop: Shop, alice: Customer, voucher: Voucher
) -> None:
    buy(voucher, "46", "12")
    remainder = remainder_of(voucher)
    vouchers.hold(shop=shop, code=remainder.code, cart="1403", customer=alice, now=day(2))

    cancel(voucher, "46", "12", on=2)

    assert family(voucher) == [("20.00", "usable"), ("8.00", "cancelled")]


def test_an_order_may_name_a_voucher_and_its_rest(voucher: Voucher) -> None:
    buy(voucher, "46", "12")
    remainder = remainder_of(voucher)

    buy(voucher, "46", "20", on=2, vouchers=(voucher.code, remainder.code))

    assert family(voucher) == [("12.00", "used"), ("8.00", "used")]
    cancel(voucher, "46", "20", on=3)
    assert (
        sum(Decimal(worth) for worth, state in family(voucher) if state == "usable") == 20
    )


def test_points_come_back_only_for_a_voucher_of_which_nothing_was_used(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "1", line(1, "400"), customer=alice)
    voucher = convert(alice)
    Voucher.objects.filter(pk=voucher.pk).update(partial=True)
    voucher.refresh_from_db()
    buy(voucher, "46", "12")
    remainder = remainder_of(voucher)
    doings: dict[str, Any] = {"author": "staff:1", "now": day(3)}

    with pytest.raises(vouchers.NotCancellable):
        points.cancel_conversion(voucher=remainder, **doings)
    buy(remainder, "47", "8")
    cancel(voucher, "46", "12", on=2)
    with pytest.raises(vouchers.NotCancellable):
        points.cancel_conversion(voucher=voucher, **doings)
    assert vouchers.lock_unused([voucher.pk, remainder.pk]) == []

    cancel(remainder, "47", "8", on=3)
    assert_honest()


MOVES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 5),
        st.sampled_from(["0", "1", "5", "12", "20", "40"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@given(MOVES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_orders_do_a_voucher_never_gives_more_than_it_was_issued_with(
    db: None, moves: list[tuple[int, int, str, bool]]
) -> None:
    from django.db import transaction  # noqa: PLC0415 -- one example, one transaction

    with transaction.atomic():
        shop = make_shop()
        voucher = twenty(shop)
        for on, (order, which, discount, stands) in enumerate(moves, 1):
            vouchers = list(Voucher.objects.order_by("pk"))
            named = vouchers[which % len(vouchers)]
            state = "paid" if stands else "cancelled"
            buy(named, str(order), discount, on=on, state=state)
            _assert_conserved(voucher)
        assert_honest()
        transaction.set_rollback(True)


def _assert_conserved(voucher: Voucher) -> None:
    """What orders had and what could still be had never exceed what was issued."""
    booked = sum(use.amount for use in VoucherUse.objects.all())
    free = sum(
        each.worth or 0 for each in Voucher.objects.filter(used=0, cancelled_at=None)
    )
    assert booked + free <= (voucher.amount or 0)
