"""Codes for many: so many uses in all, so many for each; and what an order books."""

from decimal import Decimal
from typing import Any

import pytest

from shop import actions as shops
from shop.models import Category, Customer, Order, OrderLine, Shop
from shop.models.order_case import OrderCase
from shop.rules.facts import CategoryFact, GroupFact, ProductFact
from tests.connections import steps
from tests.factories import START, CustomerFactory, VoucherFactory, day, line
from tests.statements import assert_honest, put_customer, put_order
from tests.vouchers.test_use import answers
from vouchers import actions as vouchers
from vouchers.models import RefusedCode, Voucher, VoucherUse

CODE = "NOEL"


def buy(shop: Shop, order: str, *codes: str, on: float = 1, **fields: Any) -> str:
    """What became of the first code of an order placed on day 1."""
    receipt = put_order(
        shop, order, vouchers=codes or (CODE,), on=on, placed_at=day(1), **fields
    )
    return " ".join(state for _code, state in answers(receipt))


def booked(order: str) -> dict[str, str]:
    uses = VoucherUse.objects.filter(order__external_id=order).select_related("voucher")
    return {use.voucher.code: f"{use.amount:.2f}" for use in uses}


def refused(shop: Shop) -> list[tuple[str, str, str]]:
    rows = RefusedCode.objects.filter(shop=shop).order_by("pk")
    return list(rows.values_list("order__external_id", "code", "reason"))


def test_a_code_is_used_as_often_as_it_may_be(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, use_limit=2, origin="manual")

    found = [buy(shop, order) for order in "ABC"]

    voucher.refresh_from_db()
    assert found == ["used", "used", "refused"]
    assert (voucher.used, voucher.state_at(day(1))) == (2, Voucher.State.USED)
    assert refused(shop) == [("C", CODE, "already_used")]
    assert_honest()


def test_a_use_that_is_released_is_there_for_the_next(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, use_limit=1)
    buy(shop, "A")
    buy(shop, "B")

    buy(shop, "A", state="cancelled", on=2)

    assert buy(shop, "B", on=2) == "used"
    assert refused(shop) == []


def test_a_code_without_limit_is_everybodys(shop: Shop, alice: Customer) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, use_limit=None)

    found = {buy(shop, order, customer=alice) for order in "ABC"}

    voucher.refresh_from_db()
    assert (found, voucher.used, voucher.state_at(day(1))) == ({"used"}, 3, "usable")


def test_each_customer_may_use_it_so_often(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    VoucherFactory.create(shop=shop, code=CODE, use_limit=None, uses_per_customer=1)

    assert buy(shop, "A", customer=alice) == "used"
    assert buy(shop, "B", customer=alice) == "refused"
    assert buy(shop, "C", customer=bob) == "used"
    assert buy(shop, "A", customer=alice, on=2) == "used"
    assert refused(shop) == [("B", CODE, "already_used")]


def test_unknown_buyers_are_told_apart_by_address(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, use_limit=None, uses_per_customer=1)

    assert buy(shop, "A", email="carl@example.com") == "used"
    assert buy(shop, "B", email="Carl@Example.com") == "refused"
    assert buy(shop, "C", email="dora@example.com") == "used"


def test_a_code_for_many_can_be_stopped_and_who_had_it_keeps_it(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, use_limit=None)
    buy(shop, "A")

    vouchers.cancel(voucher=voucher, now=day(2))

    assert buy(shop, "B", on=3) == "refused"
    assert buy(shop, "A", on=3) == "used"
    assert voucher.state_at(day(3)) == Voucher.State.CANCELLED


def test_an_order_that_changes_owner_keeps_the_first_owners_voucher(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    voucher = VoucherFactory.create(shop=shop, code=CODE, customer=alice)
    buy(shop, "A", customer=alice)

    assert buy(shop, "A", customer=bob, on=2) == "refused"

    voucher.refresh_from_db()
    assert voucher.used == 0
    assert refused(shop) == [("A", CODE, "wrong_customer")]


@pytest.mark.parametrize(
    ("life", "reason"),
    [
        ({"valid_from": day(2)}, "not_started"),
        ({"valid_until": day(1)}, "expired"),
        ({"cancelled_at": day(0)}, "cancelled"),
    ],
)
def test_staff_see_why_a_code_was_refused(
    shop: Shop, life: dict[str, Any], reason: str
) -> None:
    VoucherFactory.create(shop=shop, code=CODE, **life)

    buy(shop, "A", CODE, "NOTHING")
    buy(shop, "A", CODE, "NOTHING")

    assert sorted(refused(shop)) == [("A", CODE, reason), ("A", "NOTHING", "unknown")]


def test_what_is_no_longer_named_is_no_longer_an_anomaly(shop: Shop) -> None:
    buy(shop, "A", "NOTHING", "NEITHER")

    buy(shop, "A", "NEITHER", on=2)
    assert refused(shop) == [("A", "NEITHER", "unknown")]
    put_order(shop, "A", placed_at=day(1), on=3)
    assert refused(shop) == []


def test_an_order_books_what_its_vouchers_took_off(shop: Shop, alice: Customer) -> None:
    group = GroupFact(
        updated_at=START, name="Or", discount_percent=Decimal(5), free_shipping=True
    )
    shops.state_group(shop=shop, external_id="or", fact=group)
    put_customer(shop, "57", group="or")
    VoucherFactory.create(
        shop=shop, code="DIX", kind="percent", amount=None, percent=Decimal(10)
    )
    VoucherFactory.create(shop=shop, code="CINQ")
    VoucherFactory.create(shop=shop, code="LIVR", kind="shipping", amount=None)
    fields: dict[str, Any] = {"customer": alice, "discount": Decimal("10.80")}

    buy(shop, "A", "CINQ", "DIX", "LIVR", **fields)

    assert booked("A") == {"DIX": "3.80", "CINQ": "5.00", "LIVR": "0.00"}
    none = GroupFact(updated_at=day(2), name="Or")
    shops.state_group(shop=shop, external_id="or", fact=none)
    buy(shop, "A", "CINQ", "DIX", "LIVR", on=3, **fields)
    assert booked("A") == {"DIX": "3.80", "CINQ": "5.00", "LIVR": "0.00"}
    order = VoucherUse.objects.all()[0].order
    assert [line.voucher_discount for line in order.lines.all()] == [Decimal("8.80")]


def test_a_voucher_takes_off_the_goods_it_is_for(shop: Shop) -> None:
    lamps = CategoryFact(updated_at=START, parent="home")
    shops.state_category(shop=shop, external_id="lamps", fact=lamps)
    product = ProductFact(updated_at=START, categories=("lamps",))
    shops.state_product(shop=shop, external_id="p1", fact=product)
    card = ProductFact(updated_at=START, gift_card=True, categories=("lamps",))
    shops.state_product(shop=shop, external_id="p3", fact=card)
    voucher = VoucherFactory.create(
        shop=shop, code=CODE, kind="percent", amount=None, percent=Decimal(10)
    )
    voucher.categories.set(Category.objects.filter(external_id="home"))
    lines = [line(1, "10.00"), line(2, "20.00"), line(3, "30.00")]

    put_order(
        shop, "A", *lines, vouchers=(CODE,), discount=Decimal(6), on=1, placed_at=day(1)
    )

    assert booked("A") == {CODE: "1.00"}


def test_refunds_do_not_change_what_a_voucher_took_off(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE)
    buy(shop, "A", discount=Decimal(5))

    put_order(
        shop,
        "A",
        line(1, refunded_quantity=1),
        vouchers=(CODE,),
        discount=Decimal(5),
        placed_at=day(1),
        on=2,
    )

    assert booked("A") == {CODE: "5.00"}


def test_a_shop_that_applies_the_group_itself_has_it_in_its_prices(shop: Shop) -> None:
    shop.applies_group = True
    shop.save()
    group = GroupFact(updated_at=START, discount_percent=Decimal(50))
    shops.state_group(shop=shop, external_id="or", fact=group)
    alice = CustomerFactory.create(shop=shop)
    put_customer(shop, alice.external_id, group="or")
    VoucherFactory.create(
        shop=shop, code=CODE, kind="percent", amount=None, percent=Decimal(10)
    )

    buy(shop, "A", customer=alice, discount=Decimal(4))

    assert booked("A") == {CODE: "4.00"}


def test_vouchers_change_hands_under_their_lock(shop: Shop, alice: Customer) -> None:
    VoucherFactory.create(shop=shop, code=CODE, customer=alice, partial=True)

    with steps() as done:
        buy(shop, "A", customer=alice, discount=Decimal(1))
        buy(shop, "A", customer=alice, discount=Decimal(1), state="cancelled", on=2)

    assert "write vouchers_voucheruse" in done
    wrote = [n for n, step in enumerate(done) if step.startswith("write vouchers_")]
    locks = [n for n, step in enumerate(done) if step == "lock vouchers_voucher"]
    assert len(locks) == 2
    orders = [n for n, step in enumerate(done) if step == "lock shop_order"]
    assert orders[0] < locks[0] < wrote[0]
    assert orders[-1] < locks[1] < max(wrote)


def case_of(order: Order, lines: list[OrderLine], *, new: bool) -> OrderCase:
    return OrderCase(order=order, lines=lines, author="api:1", now=day(1), new=new)


@pytest.mark.parametrize("codes", [0, 1, 3])
def test_an_order_pays_for_its_codes_only(
    shop: Shop, codes: int, django_assert_num_queries: Any
) -> None:
    """A new one that names none and states no discount asks nothing of us; one that comes
    again, once. What offers have to do with its discount is one question more.
    """
    order = put_order(shop, "A").stated.row
    named = [f"C{number}" for number in range(codes)]
    for code in named:
        VoucherFactory.create(shop=shop, code=code)
    order.voucher_codes, order.discount = named, Decimal(1)

    lines = list(order.lines.all())

    def settle(*, new: bool) -> None:
        vouchers.settle_use(case_of(order, lines, new=new))

    with django_assert_num_queries(7 if codes else 1):
        settle(new=True)
    with django_assert_num_queries(8 if codes else 2):
        settle(new=False)

    plain = put_order(shop, "B", shipping=Decimal(5)).stated.row
    with django_assert_num_queries(0):
        vouchers.settle_use(case_of(plain, [], new=True))
    with django_assert_num_queries(1):
        vouchers.settle_use(case_of(plain, [], new=False))
