"""What the programme gives is written into the shop: once, right, and taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from connectors import actions as connectors
from connectors.contract import Capabilities
from connectors.models import Connection, PushedCode, PushedTier
from connectors.outgoing import BadAnswer, KeyRefused, Rejected, ShopAway
from programme import actions as programme
from shop.models import Customer, CustomerGroup
from tests.connectors.fake import FakeShop
from tests.connectors.runs import pull, push
from tests.factories import START, GroupFactory, VoucherFactory, day
from vouchers import actions as vouchers
from vouchers.models import Voucher

MINUTE = timedelta(minutes=1)


@pytest.fixture
def customer(connection: Connection, fake: FakeShop) -> Customer:
    fake.customer("57")
    pull(connection)
    return Customer.objects.get(external_id="57")


@pytest.fixture
def voucher(customer: Customer) -> Voucher:
    return VoucherFactory.create(shop=customer.shop, customer=customer, code="FID-AAA")


def order_with(fake: FakeShop, connection: Connection, name: str, state: str) -> None:
    """Paid with the voucher, or cancelled."""
    ours = {"paid": "paid", "off": "cancelled"}[state]
    fake.order(
        name, customer="57", discount=5, vouchers=("fid-aaa",), state=ours, raw_state=state
    )
    pull(connection, fake.clock)


def test_a_voucher_is_made_in_the_shop_once(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    assert push(connection) == 1
    assert push(connection, START + MINUTE) == 0

    coupon = fake.coupons["r1"]
    assert (coupon.code, coupon.customer, coupon.uses_left) == ("FID-AAA", "57", 1)
    row = PushedCode.objects.get()
    assert (row.external_id, row.pushed_at, row.task) == ("r1", START, "")


def test_an_answer_that_is_lost_makes_no_second_code(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    made = fake.push_voucher

    def lost(code: object) -> str:
        made(code)  # type: ignore[arg-type]
        raise ShopAway("lost")

    fake.push_voucher = lost  # type: ignore[method-assign]
    push(connection)
    assert PushedCode.objects.get().external_id == ""

    fake.push_voucher = made  # type: ignore[method-assign]
    push(connection, START + MINUTE)

    assert len(fake.coupons) == 1
    assert PushedCode.objects.get().external_id == "r1"


def test_one_used_in_the_shop_is_left_alone(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    push(connection)
    order_with(fake, connection, "46", "paid")
    fake.calls.clear()

    push(connection, START + MINUTE)

    assert fake.calls == []
    assert PushedCode.objects.get().uses == 1


def test_one_that_is_freed_can_be_used_again_in_the_shop(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    push(connection)
    order_with(fake, connection, "46", "paid")
    push(connection, START + MINUTE)
    order_with(fake, connection, "46", "off")
    fake.calls.clear()

    push(connection, START + 2 * MINUTE)

    assert fake.calls == ["revive FID-AAA"]
    assert PushedCode.objects.get().uses == 0
    fake.calls.clear()
    push(connection, START + 3 * MINUTE)
    assert fake.calls == []


def test_one_used_and_freed_between_two_rounds_can_be_used_again_too(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    push(connection)
    order_with(fake, connection, "46", "paid")
    order_with(fake, connection, "46", "off")
    fake.calls.clear()

    push(connection, START + MINUTE)

    assert fake.calls == ["revive FID-AAA"]


def test_one_that_is_cancelled_is_taken_out(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    push(connection)
    vouchers.cancel(voucher=voucher, now=START)

    push(connection, START + MINUTE)

    assert fake.coupons == {}
    row = PushedCode.objects.get()
    assert (row.external_id, row.pushed_at) == ("", None)


def test_one_cancelled_before_it_was_pushed_never_is(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    def away(_call: str) -> None:
        raise ShopAway("away")

    fake.trouble = away
    push(connection)
    fake.trouble = None
    vouchers.cancel(voucher=voucher, now=START)

    push(connection, START + MINUTE)

    assert fake.coupons == {}


def test_one_used_before_it_was_pushed_and_freed_is_pushed_after_all(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    """Used while it was being pushed: the answer to the push was lost."""

    def lost(_call: str) -> None:
        raise ShopAway("lost")

    fake.trouble = lost
    push(connection)
    fake.trouble = None
    order_with(fake, connection, "46", "paid")
    assert push(connection, START + MINUTE) == 0

    order_with(fake, connection, "46", "off")
    push(connection, START + 2 * MINUTE)

    assert [each.code for each in fake.coupons.values()] == ["FID-AAA"]
    assert PushedCode.objects.get().external_id == "r1"


def test_one_that_was_used_in_the_shop_before_we_knew_it_there_is_one_code(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    made = fake.push_voucher

    def lost(code: object) -> str:
        made(code)  # type: ignore[arg-type]
        raise ShopAway("lost")

    fake.push_voucher = lost  # type: ignore[method-assign]
    push(connection)
    fake.push_voucher = made  # type: ignore[method-assign]
    order_with(fake, connection, "46", "paid")
    push(connection, START + MINUTE)

    order_with(fake, connection, "46", "off")
    push(connection, START + 2 * MINUTE)

    assert len(fake.coupons) == 1
    assert PushedCode.objects.get().external_id == "r1"


def test_one_that_expires_is_not_pushed_and_one_that_starts_later_waits(
    connection: Connection, fake: FakeShop, customer: Customer
) -> None:
    shop = customer.shop
    VoucherFactory.create(shop=shop, customer=customer, valid_until=START + MINUTE)
    VoucherFactory.create(shop=shop, customer=customer, code="LATER", valid_from=day(3))
    fake.capabilities = Capabilities(codes_bound=True)

    push(connection, day(1))
    assert fake.coupons == {}

    push(connection, day(3))
    assert [coupon.code for coupon in fake.coupons.values()] == ["LATER"]


def test_one_that_the_shop_cannot_hold_says_so(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    fake.capabilities = Capabilities()

    assert push(connection) == 0

    row = PushedCode.objects.get()
    assert row.error
    assert row.due_at is None


def test_one_that_the_shop_refuses_does_not_keep_the_others(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    VoucherFactory.create(shop=voucher.shop, customer=voucher.customer, code="FID-BBB")

    def no(call: str) -> None:
        if call == "push FID-AAA":
            raise Rejected("no")

    fake.trouble = no

    assert push(connection) == 1
    assert PushedCode.objects.get(voucher=voucher).error == "no"


def test_one_that_fails_is_tried_again_later(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    def bad(_call: str) -> None:
        raise BadAnswer("html")

    fake.trouble = bad
    push(connection)
    row = PushedCode.objects.get()
    assert (row.attempts, row.due_at) == (1, START + MINUTE)

    fake.trouble = None
    assert push(connection, START + MINUTE) == 1


def test_a_refused_key_stops_the_connection(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    def no(_call: str) -> None:
        raise KeyRefused("no")

    fake.trouble = no
    push(connection)

    connection.refresh_from_db()
    assert connection.state == Connection.State.STOPPED


def test_the_code_of_somebody_merged_is_made_for_the_other(
    connection: Connection, fake: FakeShop, voucher: Voucher
) -> None:
    push(connection)
    fake.customer("58")
    pull(connection, START + MINUTE)
    kept = Customer.objects.get(external_id="58")
    programme.merge_customers(
        kept=kept,
        absorbed=Customer.objects.get(external_id="57"),
        author="staff:1",
        now=day(1),
    )

    push(connection, day(1))

    assert [coupon.customer for coupon in fake.coupons.values()] == ["58"]


def put_in(customer: Customer, group: CustomerGroup | None) -> None:
    Customer.objects.filter(pk=customer.pk).update(tier_group=group)


def test_a_tier_is_a_group_beside_the_customers_own(
    connection: Connection, fake: FakeShop, customer: Customer
) -> None:
    fake.members["57"], fake.counting["57"] = ["3", "5"], "5"
    group = GroupFactory.create(shop=customer.shop, name="Or", discount_percent=10)
    put_in(customer, group)

    assert push(connection) == 1

    assert fake.groups == {"G1": ("Or", Decimal(10))}
    assert (fake.members["57"], fake.counting["57"]) == (["3", "5", "G1"], "G1")
    assert PushedTier.objects.get().former == "5"


def test_who_falls_is_back_in_the_group_from_before(
    connection: Connection, fake: FakeShop, customer: Customer
) -> None:
    fake.members["57"], fake.counting["57"] = ["3", "5"], "5"
    put_in(customer, GroupFactory.create(shop=customer.shop, name="Or"))
    push(connection)
    put_in(customer, None)

    push(connection, START + MINUTE)

    assert (fake.members["57"], fake.counting["57"]) == (["3", "5"], "5")


def test_the_group_of_a_tier_is_never_read_back_as_the_shops_own(
    connection: Connection, fake: FakeShop, customer: Customer
) -> None:
    fake.counting["57"] = "5"
    put_in(customer, GroupFactory.create(shop=customer.shop, name="Or"))
    push(connection)

    fake.customer("57", group="G1")
    pull(connection, START + MINUTE)

    customer.refresh_from_db()
    assert customer.shop_group is not None
    assert customer.shop_group.external_id == "5"


def test_leaving_takes_unused_codes_out_and_puts_customers_back(
    connection: Connection, fake: FakeShop, voucher: Voucher, customer: Customer
) -> None:
    put_in(customer, GroupFactory.create(shop=customer.shop, name="Or"))
    push(connection)

    done = connectors.disconnect(connection=connection, clock=lambda: day(1))

    assert done == (1, 1)
    assert (fake.coupons, fake.counting["57"]) == ({}, "3")
    connection.refresh_from_db()
    assert connection.state == Connection.State.ENDED


def test_nothing_is_pushed_before_the_past_is_read(
    draft: Connection, fake: FakeShop
) -> None:
    VoucherFactory.create(shop=draft.shop, code="FID-AAA")

    assert push(draft) == 0
    assert fake.coupons == {}
