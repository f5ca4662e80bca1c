from decimal import Decimal

import pytest

from core.days import close_of
from core.errors import Invalid
from points import actions as points
from points.models import Movement
from shop.models import Category, Customer, Shop
from tests.factories import VoucherFactory, day, line
from tests.statements import (
    assert_honest,
    convert,
    left,
    lot_of,
    points_of,
    put_order,
    set_rules,
    use,
)
from vouchers import actions as vouchers
from vouchers.models import Voucher


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


def earn(shop: Shop, alice: Customer, order: str, euros: int, *, on: float = 0) -> None:
    put_order(shop, order, line(1, f"{euros}"), customer=alice, on=on, paid_at=day(on))


def test_a_voucher_takes_what_was_asked(shop: Shop, alice: Customer) -> None:
    earn(shop, alice, "A", 50)

    voucher = convert(alice, 20, on=1)

    assert (voucher.amount, voucher.customer, voucher.author) == (
        Decimal("10.00"),
        alice,
        "customer",
    )
    assert (voucher.valid_from, voucher.issued_at) == (day(1), day(1))
    assert points_of(alice, on=1) == (30, 0, 0)


def test_the_settings_of_the_voucher_are_those_of_the_day(
    shop: Shop, alice: Customer
) -> None:
    tea = Category.objects.create(shop=shop, external_id="tea")
    earn(shop, alice, "A", 50)
    set_rules(
        shop,
        on=1,
        value=Decimal("0.10"),
        voucher_minimum=Decimal(12),
        voucher_label_fr="Merci",
        voucher_days=1,
        voucher_categories=[tea],
    )

    voucher = convert(alice, on=1)

    assert (voucher.amount, voucher.minimum, voucher.label) == (
        Decimal("5.00"),
        Decimal(12),
        "Merci",
    )
    assert voucher.valid_until.isoformat() == "2026-05-03T22:00:00+00:00"
    assert list(voucher.categories.all()) == [tea]


def test_the_label_speaks_the_customers_language(shop: Shop, alice: Customer) -> None:
    alice.language = "en"
    alice.save()
    earn(shop, alice, "A", 50)

    assert convert(alice).label == "Loyalty reward"


def test_the_lot_that_ends_first_is_spent_first_and_the_eternal_one_last(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, validity=None)
    earn(shop, alice, "eternal", 10)
    set_rules(shop, on=1, validity=50)
    earn(shop, alice, "late", 10, on=2)
    set_rules(shop, on=3, validity=20)
    earn(shop, alice, "soon", 10, on=4)

    convert(alice, 15, on=5)
    assert left(alice) == {"eternal": 10, "late": 5, "soon": 0}

    convert(alice, 10, on=5)
    assert left(alice) == {"eternal": 5, "late": 0, "soon": 0}


def test_pending_points_cannot_be_spent(shop: Shop, alice: Customer) -> None:
    set_rules(shop, pending_days=14)
    earn(shop, alice, "A", 50)

    with pytest.raises(points.NotEnoughPoints) as refusal:
        convert(alice, 1, on=13.9)

    assert refusal.value.details == {"asked": 1, "available": 0}
    assert convert(alice, 50, on=14).amount == Decimal("25.00")


@pytest.mark.parametrize("asked", [51, 10**9])
def test_more_than_there_is_is_refused(shop: Shop, alice: Customer, asked: int) -> None:
    earn(shop, alice, "A", 50)

    with pytest.raises(points.NotEnoughPoints) as refusal:
        convert(alice, asked)

    assert refusal.value.code == "not_enough_points"
    assert refusal.value.details == {"asked": asked, "available": 50}
    assert points_of(alice) == (50, 0, 0)
    assert not Voucher.objects.exists()


@pytest.mark.parametrize("asked", [None, 0, -1, -50])
def test_nothing_cannot_be_converted(alice: Customer, asked: int | None) -> None:
    with pytest.raises(points.NothingToConvert) as refusal:
        convert(alice, asked)

    assert refusal.value.code == "nothing_to_convert"
    assert refusal.value.details == {"minimum": 1, "available": 0}


def test_minimum_and_step_are_kept(shop: Shop, alice: Customer) -> None:
    set_rules(shop, convert_minimum=15, convert_step=10)
    earn(shop, alice, "A", 39)

    with pytest.raises(points.NothingToConvert) as too_little:
        convert(alice, 10)
    with pytest.raises(points.WrongStep) as odd:
        convert(alice, 25)

    assert too_little.value.details == {"minimum": 20, "available": 39}
    assert (odd.value.code, odd.value.details) == ("wrong_step", {"asked": 25, "step": 10})
    assert convert(alice).amount == Decimal("15.00")
    assert points_of(alice) == (9, 0, 0)


def test_a_voucher_is_worth_a_cent_at_least(shop: Shop, alice: Customer) -> None:
    set_rules(shop, value=Decimal("0.001"))
    earn(shop, alice, "A", 4)

    with pytest.raises(points.NothingToConvert) as refusal:
        convert(alice, 4)
    assert refusal.value.details == {"minimum": 5, "available": 4}
    with pytest.raises(points.NothingToConvert):
        convert(alice)

    earn(shop, alice, "B", 1)
    assert convert(alice, 5).amount == Decimal("0.01")


def test_the_same_source_again_is_the_same_voucher(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    for customer in (alice, bob):
        earn(shop, customer, customer.first_name, 50)

    def press(customer: Customer) -> Voucher:
        return points.convert(
            customer=customer, points=20, author="customer", now=day(1), source="button 1"
        )

    assert press(alice) == press(alice)
    assert press(bob) != press(alice)
    assert points_of(alice, on=1) == points_of(bob, on=1) == (30, 0, 0)


def test_a_voucher_cancelled_gives_its_points_back_with_their_own_dates(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    voucher = convert(alice, on=1)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(2))

    voucher.refresh_from_db()
    assert voucher.cancelled_at == day(2)
    assert points_of(alice, on=2) == (50, 0, 0)
    assert points_of(alice, on=101) == (0, 0, 0)
    assert_honest()


def test_points_that_would_have_expired_meanwhile_do_not_come_back(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    voucher = convert(alice, on=1)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(120))

    assert points_of(alice, on=120) == (0, 0, 0)
    kinds = Movement.objects.order_by("number").values_list("kind", "points")
    assert list(kinds)[-2:] == [("give_back", 50), ("expire", -50)]
    assert_honest()


def test_a_voucher_is_cancelled_once(shop: Shop, alice: Customer) -> None:
    earn(shop, alice, "A", 50)
    voucher = convert(alice, on=1)
    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(2))

    with pytest.raises(vouchers.NotCancellable):
        points.cancel_conversion(voucher=voucher, author="staff:1", now=day(3))

    assert points_of(alice, on=3) == (50, 0, 0)


def test_a_used_voucher_is_not_cancelled(shop: Shop, alice: Customer) -> None:
    earn(shop, alice, "A", 50)
    voucher = convert(alice, on=1)
    use(shop, voucher, "U", on=2)

    with pytest.raises(vouchers.NotCancellable):
        points.cancel_conversion(voucher=voucher, author="staff:1", now=day(3))

    assert points_of(alice, on=3) == (0, 0, 0)


def test_a_voucher_that_is_nobodys_was_not_bought_with_points(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop)

    with pytest.raises(Invalid) as refusal:
        points.cancel_conversion(voucher=voucher, author="staff:1", now=day(1))

    assert refusal.value.details == {"field": "voucher"}


def test_points_given_back_can_have_some_days_more(shop: Shop, alice: Customer) -> None:
    earn(shop, alice, "A", 40)
    earn(shop, alice, "B", 40, on=90)
    voucher = convert(alice, 60, on=95)
    set_rules(shop, on=96, return_days=30)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(99))

    # The first would have ended the next day; the second has time enough.
    assert lot_of("A", alice).expires_at == close_of(day(129).date(), shop.zone)
    assert lot_of("B", alice).expires_at == close_of(day(190).date(), shop.zone)
    assert points_of(alice, on=129) == (80, 0, 0)
    assert points_of(alice, on=130) == (40, 0, 0)
    assert_honest()


def test_points_of_a_lot_that_has_ended_come_back_to_life_for_those_days(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, return_days=7)
    earn(shop, alice, "A", 40)
    voucher = convert(alice, 30)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(150))

    assert points_of(alice, on=157) == (30, 0, 0)
    assert points_of(alice, on=158) == (0, 0, 0)
    assert_honest()
