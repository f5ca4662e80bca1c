"""What became of the vouchers of a period, to the cent and to the voucher."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.money import ZERO
from core.periods import Period
from core.sql import fetch
from shop.models import Customer, Order, OrderLine, Product, Shop
from shop.rules.amounts import OrderMoney, PricedLine, known_discounts
from tests.factories import START, VoucherFactory, day, line, make_shop
from tests.statements import put_order
from vouchers.models import Budget, Voucher, VoucherUse
from vouchers.queries.statistics import (
    GroupBy,
    RedemptionStatus,
    VoucherResult,
    issued_in,
    statistics,
    with_redemption_status,
)
from vouchers.queries.turnover import KEPT

MAY = Period(first=date(2026, 5, 1), last=date(2026, 5, 31))


def voucher(shop: Shop, origin: str = "cart", **fields: Any) -> Voucher:
    return VoucherFactory.create(shop=shop, origin=origin, **fields)


def buy(
    shop: Shop, number: str, *vouchers: Voucher, lines: tuple[Any, ...] = (), **fields: Any
) -> Order:
    codes = tuple(each.code for each in vouchers)
    return put_order(shop, number, *lines, vouchers=codes, **fields).stated.row


def results(
    shop: Shop, by: GroupBy = GroupBy.ORIGIN, on: float = 20, period: Period = MAY
) -> dict[str | None, VoucherResult]:
    found = statistics(shop, period, by, day(on))
    return {each.key: each for each in found.results}


def total(shop: Shop, on: float = 20) -> VoucherResult:
    return statistics(shop, MAY, GroupBy.ORIGIN, day(on)).total


def test_each_voucher_is_in_one_place(shop: Shop) -> None:
    used = voucher(shop)
    buy(shop, "46", used, discount=Decimal(5))
    voucher(shop)
    voucher(shop, valid_from=day(25))
    voucher(shop, valid_until=day(10))
    voucher(shop, valid_until=day(10), archived_at=day(15))
    voucher(shop, cancelled_at=day(2))
    voucher(shop, valid_until=day(10), cancelled_at=day(2))

    assert results(shop) == {
        "cart": VoucherResult(
            key="cart",
            issued=7,
            used=1,
            open=2,
            expired=2,
            cancelled=2,
            given=Decimal(5),
            turnover=Decimal(35),
        )
    }
    assert total(shop).conversion == Decimal("14.3")


def test_nothing_issued_converts_nothing(shop: Shop) -> None:
    assert results(shop) == {}
    assert total(shop) == VoucherResult(key=None)
    assert total(shop).conversion == 0


def test_origins_stand_apart_the_most_frequent_first(shop: Shop) -> None:
    for origin in ("lapsed", "cart", "cart"):
        voucher(shop, origin)

    assert [(each.key, each.issued) for each in results(shop).values()] == [
        ("cart", 2),
        ("lapsed", 1),
    ]
    assert total(shop).issued == 3


def test_budgets_stand_apart_and_so_does_having_none(shop: Shop) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël")
    voucher(shop, budget=budget)
    voucher(shop, budget=budget)
    voucher(shop)

    found = results(shop, GroupBy.BUDGET)

    assert {key: each.issued for key, each in found.items()} == {
        str(budget.pk): 2,
        None: 1,
    }


@pytest.mark.parametrize(
    ("issued_at", "counts"),
    [
        (datetime.fromisoformat("2026-04-30T23:59:59.999999+02:00"), 0),
        (datetime.fromisoformat("2026-05-01T00:00:00+02:00"), 1),
        (datetime.fromisoformat("2026-05-31T23:59:59.999999+02:00"), 1),
        (datetime.fromisoformat("2026-06-01T00:00:00+02:00"), 0),
    ],
)
def test_days_are_those_of_the_shop(shop: Shop, issued_at: datetime, counts: int) -> None:
    voucher(shop, issued_at=issued_at)

    assert total(shop).issued == counts


def test_other_shops_do_not_count(shop: Shop) -> None:
    voucher(make_shop("autre"))

    assert total(shop).issued == 0


def test_an_order_with_two_vouchers_counts_for_both_and_once_in_all(shop: Shop) -> None:
    cart, lapsed = voucher(shop), voucher(shop, "lapsed")
    buy(shop, "46", cart, lapsed, discount=Decimal(8))

    found = results(shop)

    assert found["cart"].turnover == found["lapsed"].turnover == 32
    assert found["cart"].given + found["lapsed"].given == total(shop).given == 8
    assert total(shop).turnover == 32


def test_an_order_with_two_vouchers_of_an_origin_counts_once(shop: Shop) -> None:
    buy(shop, "46", voucher(shop), voucher(shop), discount=Decimal(8))

    assert results(shop)["cart"].turnover == 32


def test_refunds_are_off_the_turnover(shop: Shop) -> None:
    buy(
        shop,
        "46",
        voucher(shop),
        lines=(line(1, "30.00"), line(2, "20.00", quantity=2, refunded_quantity=1)),
        discount=Decimal(7),
        refunded_amount=Decimal(3),
    )

    # 70.00 less 7.00; of the second line's 36.00 half came back, and 3.00 besides.
    assert total(shop).turnover == Decimal("42.00")


def test_an_order_that_is_cancelled_counts_no_more(shop: Shop) -> None:
    used = voucher(shop)
    buy(shop, "46", used, discount=Decimal(5))
    buy(shop, "46", used, discount=Decimal(5), on=1, state="cancelled")

    assert total(shop) == VoucherResult(key=None, issued=1, open=1)


def test_a_code_for_many_is_one_voucher_and_all_its_orders(shop: Shop) -> None:
    code = voucher(shop, use_limit=None)
    for number in ("46", "47"):
        buy(shop, number, code, discount=Decimal(5))

    assert total(shop) == VoucherResult(
        key=None, issued=1, used=1, given=Decimal(10), turnover=Decimal(70)
    )


def test_what_a_rest_gives_belongs_to_the_voucher_it_is_left_of(
    shop: Shop, alice: Customer
) -> None:
    first = voucher(shop, customer=alice, partial=True)
    buy(shop, "46", first, customer=alice, discount=Decimal(2))
    remainder = Voucher.objects.get(remainder_of=first)
    buy(shop, "47", remainder, customer=alice, discount=Decimal(1))

    assert total(shop) == VoucherResult(
        key=None, issued=1, used=1, given=Decimal(3), turnover=Decimal(77)
    )


def test_a_voucher_of_which_only_the_rest_is_used_is_used(
    shop: Shop, alice: Customer
) -> None:
    first = voucher(shop, customer=alice, partial=True)
    buy(shop, "46", first, customer=alice, discount=Decimal(2))
    remainder = Voucher.objects.get(remainder_of=first)
    buy(shop, "47", remainder, customer=alice, discount=Decimal(3))
    buy(shop, "46", first, customer=alice, discount=Decimal(2), on=1, state="cancelled")

    assert (total(shop).used, total(shop).given) == (1, Decimal(3))
    rows = Voucher.objects.filter(issued_in(MAY, shop))
    assert list(rows.filter(with_redemption_status(RedemptionStatus.USED, day(20)))) == [
        first
    ]


def test_each_figure_finds_its_vouchers(shop: Shop) -> None:
    test_each_voucher_is_in_one_place(shop)
    found = results(shop)["cart"]

    rows = Voucher.objects.filter(issued_in(MAY, shop))

    assert rows.count() == found.issued
    for redemption_status in RedemptionStatus:
        vouchers = rows.filter(with_redemption_status(redemption_status, day(20)))
        assert vouchers.count() == getattr(found, redemption_status), redemption_status


@pytest.mark.parametrize("vouchers", [1, 30])
def test_statistics_are_one_query_however_many_vouchers(shop: Shop, vouchers: int) -> None:
    VoucherFactory.create_batch(vouchers, shop=shop)

    with CaptureQueriesContext(connection) as asked:
        statistics(shop, MAY, GroupBy.ORIGIN, day(20))

    assert len(asked) == 1


cents = st.integers(0, 20_000).map(lambda count: Decimal(count) / 100)
lines_of: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict,
        quantity=st.integers(1, 7),
        unit_price=st.integers(0, 50_000_000).map(lambda n: Decimal(n) / 1_000_000),
        refunded=st.integers(0, 7),
        refunded_amount=st.one_of(st.just(ZERO), cents),
        named=st.one_of(st.none(), cents),
        known=st.one_of(st.just(ZERO), cents),
        gift_card=st.sampled_from([False, False, True]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=lines_of, share=st.integers(0, 1000), refunded_amount=cents)
def test_the_database_keeps_what_the_rules_keep(
    shop: Shop, lines: list[dict[str, Any]], share: int, refunded_amount: Decimal
) -> None:
    rules = [
        PricedLine(
            quantity=each["quantity"],
            unit_price=each["unit_price"],
            refunded_quantity=min(each["refunded"], each["quantity"]),
            refunded_amount=each["refunded_amount"],
            discount=each["named"],
            gift_card=each["gift_card"],
        )
        for each in lines
    ]
    goods = sum((each.total for each in rules), ZERO)
    discount = (goods * share / 1000).quantize(Decimal("0.01"))
    shares = known_discounts(rules, discount, [each["known"] for each in lines])
    rules = [
        replace(line, known_discount=share)
        for line, share in zip(rules, shares, strict=True)
    ]
    order = write(shop, rules, discount=discount, refunded_amount=refunded_amount)

    found = fetch(KEPT.fill(orders="%(order)s").given(order=order.pk))

    kept = OrderMoney(lines=rules, discount=discount, refunded_amount=refunded_amount).kept
    assert found == [(order.pk, sum(kept, ZERO))]
    Order.objects.all().delete()


def write(shop: Shop, lines: list[PricedLine], **fields: Any) -> Order:
    product, _ = Product.objects.get_or_create(shop=shop, external_id="p")
    order = Order.objects.create(shop=shop, external_id="1", placed_at=START, **fields)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            external_id=str(number),
            product=product,
            quantity=each.quantity,
            unit_price=each.unit_price,
            refunded_quantity=each.refunded_quantity,
            refunded_amount=each.refunded_amount,
            discount=each.discount,
            known_discount=each.known_discount,
            gift_card=each.gift_card,
        )
        for number, each in enumerate(lines)
    )
    return order


def test_uses_without_a_voucher_of_the_period_do_not_count(shop: Shop) -> None:
    early = voucher(shop, issued_at=day(-10), valid_from=day(-10))
    buy(shop, "46", early, discount=Decimal(5))

    assert VoucherUse.objects.count() == 1
    assert total(shop) == VoucherResult(key=None)
