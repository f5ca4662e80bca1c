"""What an order leaves of a bon lives on under another code; nothing comes of nothing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points import actions as points
from programme.actions import Receipt
from shop.models import Category, Customer, Shop
from tests.factories import VoucherFactory, day, line, make_shop
from tests.statements import assert_honest, convert, put_order
from vouchers import actions as vouchers
from vouchers.models import Voucher, VoucherUse

CODE = "FID-7KQ4M2XD9A"


@pytest.fixture
def bon(shop: Shop, alice: Customer) -> Voucher:
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
    bon: Voucher, order: str, discount: str, *, on: float = 1, **fields: Any
) -> Receipt:
    """Goods of 40 €, of which the shop has taken so much off with the bon."""
    return put_order(
        bon.shop,
        order,
        on=on,
        placed_at=day(1),
        discount=Decimal(discount),
        **{"customer": bon.customer, "vouchers": (bon.code,)} | fields,
    )


def cancel(bon: Voucher, order: str, discount: str, *, on: float) -> None:
    buy(bon, order, discount, on=on, state="cancelled")


def rest_of(bon: Voucher) -> Voucher:
    return bon.rests.get(cancelled_at=None)


def family(bon: Voucher) -> list[tuple[str, str]]:
    """The bon and its rests, the oldest first: what each is worth, and its state."""
    bons = [bon, *bon.rests.order_by("pk")]
    for each in bons:
        each.refresh_from_db()
    return [(f"{each.worth:.2f}", each.state_at(day(5)).value) for each in bons]


def test_what_the_order_does_not_use_is_a_bon_of_its_own(
    shop: Shop, alice: Customer, bon: Voucher
) -> None:
    lamps = Category.objects.create(shop=shop, external_id="lamps")
    bon.categories.set([lamps])
    bon.excluded_categories.set([lamps])
    bon.categories.clear()

    buy(bon, "46", "12")

    rest = rest_of(bon)
    assert rest.amount == Decimal(8)
    assert rest.code != bon.code
    assert rest.code.startswith("BON-")
    assert (rest.customer, rest.label, rest.minimum) == (alice, bon.label, bon.minimum)
    assert (rest.valid_from, rest.valid_until) == (bon.valid_from, bon.valid_until)
    assert list(rest.excluded_categories.all()) == [lamps]
    # Goods it is not for took nothing of it: here the order says otherwise.
    assert family(bon) == [("12.00", "used"), ("8.00", "usable")]


def test_a_bon_that_is_not_kept_in_part_loses_its_rest(shop: Shop, alice: Customer) -> None:
    bon = twenty(shop, customer=alice, partial=False)

    buy(bon, "46", "12")

    assert VoucherUse.objects.get().amount == Decimal(12)
    assert family(bon) == [("20.00", "used")]


def test_a_bon_used_up_leaves_no_rest(bon: Voucher) -> None:
    buy(bon, "46", "20")

    assert family(bon) == [("20.00", "used")]


def test_an_order_that_tells_no_discount_leaves_no_rest(bon: Voucher) -> None:
    """Its bon may well have been used whole: the shop has not said."""
    buy(bon, "46", "0")

    assert family(bon) == [("20.00", "used")]


def test_twice_is_once(bon: Voucher) -> None:
    buy(bon, "46", "12")
    buy(bon, "46", "12")
    buy(bon, "46", "12", on=2)

    assert family(bon) == [("12.00", "used"), ("8.00", "usable")]


def test_a_released_bon_is_whole_again(bon: Voucher) -> None:
    buy(bon, "46", "12")

    cancel(bon, "46", "12", on=2)

    assert family(bon) == [("20.00", "usable"), ("8.00", "cancelled")]


def test_an_edited_order_changes_the_rest(bon: Voucher) -> None:
    buy(bon, "46", "12")

    buy(bon, "46", "15", on=2)

    assert family(bon) == [("15.00", "used"), ("8.00", "cancelled"), ("5.00", "usable")]


def test_an_order_edited_to_use_all_leaves_no_rest(bon: Voucher) -> None:
    buy(bon, "46", "12")

    buy(bon, "46", "20", on=2)

    assert family(bon) == [("20.00", "used"), ("8.00", "cancelled")]


def test_where_the_rest_has_been_used_only_what_the_order_had_comes_back(
    bon: Voucher,
) -> None:
    buy(bon, "46", "12")
    buy(rest_of(bon), "47", "8")

    cancel(bon, "46", "12", on=2)

    assert family(bon) == [("12.00", "usable"), ("8.00", "used")]
    assert_honest()


def test_what_has_come_back_can_be_used_and_split_again(bon: Voucher) -> None:
    buy(bon, "46", "12")
    buy(rest_of(bon), "47", "8")
    cancel(bon, "46", "12", on=2)

    buy(bon, "48", "5", on=3)

    assert family(bon) == [("5.00", "used"), ("8.00", "used"), ("7.00", "usable")]
    assert_honest()


def test_a_rest_that_comes_back_later_is_a_bon_beside_the_first(bon: Voucher) -> None:
    buy(bon, "46", "12")
    rest = rest_of(bon)
    buy(rest, "47", "8")
    cancel(bon, "46", "12", on=2)

    cancel(rest, "47", "8", on=3)

    assert family(bon) == [("12.00", "usable"), ("8.00", "usable")]


def test_an_order_that_takes_more_than_the_bon_itself_takes_the_rest_at_hand(
    bon: Voucher,
) -> None:
    buy(bon, "46", "12")
    rest = rest_of(bon)
    buy(rest, "47", "8")
    cancel(bon, "46", "12", on=2)
    cancel(rest, "47", "8", on=3)

    for _ in range(2):
        buy(bon, "48", "15", on=4)

    assert family(bon) == [("15.00", "used"), ("8.00", "cancelled"), ("5.00", "usable")]
    assert_honest()


def test_an_order_edited_after_its_rest_was_used_has_no_more_than_there_is(
    bon: Voucher,
) -> None:
    buy(bon, "46", "12")
    buy(rest_of(bon), "47", "8")

    buy(bon, "46", "20", on=2)

    assert VoucherUse.objects.get(voucher=bon).amount == Decimal(12)
    assert family(bon) == [("12.00", "used"), ("8.00", "used")]


def test_a_rest_of_a_rest_stays_with_it(bon: Voucher) -> None:
    buy(bon, "46", "12")
    rest = rest_of(bon)
    buy(rest, "47", "3")
    last = rest_of(rest)

    cancel(bon, "46", "12", on=2)
    assert family(bon) == [("12.00", "usable"), ("3.00", "used")]

    buy(last, "48", "5")
    cancel(rest, "47", "3", on=3)
    assert family(rest) == [("3.00", "usable"), ("5.00", "used")]
    assert_honest()


def test_a_rest_that_is_cancelled_by_hand_is_gone(bon: Voucher) -> None:
    buy(bon, "46", "12")
    vouchers.cancel(voucher=rest_of(bon), now=day(2))

    cancel(bon, "46", "12", on=3)

    assert family(bon) == [("12.00", "usable"), ("8.00", "cancelled")]
    assert_honest()


def test_a_rest_held_in_a_basket_comes_home_all_the_same(
    shop: Shop, alice: Customer, bon: Voucher
) -> None:
    buy(bon, "46", "12")
    rest = rest_of(bon)
    vouchers.hold(shop=shop, code=rest.code, cart="1403", customer=alice, now=day(2))

    cancel(bon, "46", "12", on=2)

    assert family(bon) == [("20.00", "usable"), ("8.00", "cancelled")]


def test_an_order_may_name_a_bon_and_its_rest(bon: Voucher) -> None:
    buy(bon, "46", "12")
    rest = rest_of(bon)

    buy(bon, "46", "20", on=2, vouchers=(bon.code, rest.code))

    assert family(bon) == [("12.00", "used"), ("8.00", "used")]
    cancel(bon, "46", "20", on=3)
    assert sum(Decimal(worth) for worth, state in family(bon) if state == "usable") == 20


def test_points_come_back_only_for_a_bon_of_which_nothing_was_used(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "1", line(1, "400"), customer=alice)
    bon = convert(alice)
    Voucher.objects.filter(pk=bon.pk).update(partial=True)
    bon.refresh_from_db()
    buy(bon, "46", "12")
    rest = rest_of(bon)
    doings: dict[str, Any] = {"author": "staff:1", "now": day(3)}

    with pytest.raises(vouchers.NotCancellable):
        points.cancel_conversion(voucher=rest, **doings)
    buy(rest, "47", "8")
    cancel(bon, "46", "12", on=2)
    with pytest.raises(vouchers.NotCancellable):
        points.cancel_conversion(voucher=bon, **doings)
    assert vouchers.lock_unused([bon.pk, rest.pk]) == []

    cancel(rest, "47", "8", on=3)
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
def test_whatever_orders_do_a_bon_never_gives_more_than_it_was_issued_with(
    db: None, moves: list[tuple[int, int, str, bool]]
) -> None:
    from django.db import transaction  # noqa: PLC0415 -- one example, one transaction

    with transaction.atomic():
        shop = make_shop()
        bon = twenty(shop)
        for on, (order, which, discount, stands) in enumerate(moves, 1):
            bons = list(Voucher.objects.order_by("pk"))
            named = bons[which % len(bons)]
            state = "paid" if stands else "cancelled"
            buy(named, str(order), discount, on=on, state=state)
            _assert_conserved(bon)
        assert_honest()
        transaction.set_rollback(True)


def _assert_conserved(bon: Voucher) -> None:
    """What orders had and what could still be had never exceed what was issued."""
    booked = sum(use.amount for use in VoucherUse.objects.all())
    free = sum(
        each.worth or 0 for each in Voucher.objects.filter(used=0, cancelled_at=None)
    )
    assert booked + free <= (bon.amount or 0)
