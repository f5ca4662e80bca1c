from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.money import CENT, ZERO, to_cent
from shop.rules.amounts import (
    OrderMoney,
    PricedFee,
    PricedLine,
    goods_total,
    is_amount,
    net_of_discount,
)

cents = st.decimals(0, 500, places=2)


def line(price: str, quantity: int = 1, *, back: int = 0, amount: str = "0") -> PricedLine:
    return PricedLine(
        quantity=quantity,
        unit_price=Decimal(price),
        refunded_quantity=back,
        refunded_amount=Decimal(amount),
    )


def kept(*lines: PricedLine, discount: str = "0", refunded: str = "0") -> list[str]:
    money = OrderMoney(
        lines=lines, discount=Decimal(discount), refunded_amount=Decimal(refunded)
    )
    return [str(amount) for amount in money.kept]


def test_a_line_is_rounded_once_as_a_whole() -> None:
    assert line("0.333333", 3).total == Decimal("1.00")
    assert line("2.005").total == Decimal("2.01")


def test_goods_are_the_sum_of_the_lines() -> None:
    assert goods_total([line("20.00", 2), line("5.50")]) == Decimal("45.50")
    assert goods_total([]) == ZERO


def test_without_refunds_a_line_keeps_what_it_cost_net_of_its_discount() -> None:
    assert kept(line("30.00"), line("10.00"), discount="2.00") == ["28.50", "9.50"]


def test_pieces_sent_back_take_their_share_of_what_the_line_had_cost() -> None:
    assert kept(line("10.00", 3, back=1), discount="3.00") == ["18.00"]


def test_all_pieces_back_leave_nothing_whatever_the_discount() -> None:
    assert kept(line("9.99", 3, back=3), discount="0.01") == ["0.00"]


def test_money_returned_on_a_line_counts_and_the_pieces_are_not_added_to_it() -> None:
    assert kept(line("20.00", 2, back=1, amount="15.00")) == ["25.00"]


def test_money_returned_outside_lines_is_spread_over_what_is_left_of_them() -> None:
    assert kept(line("30.00"), line("10.00"), refunded="4.00") == ["27.00", "9.00"]
    assert kept(line("30.00", back=1), line("10.00"), refunded="4.00") == ["0.00", "6.00"]


def test_what_a_line_returned_beyond_its_cost_comes_off_the_other_lines() -> None:
    assert kept(line("10.00", amount="14.00"), line("20.00")) == ["0.00", "16.00"]


def test_what_is_returned_beyond_the_goods_was_shipping() -> None:
    assert kept(line("10.00", back=1), line("20.00"), refunded="25.80") == ["0.00", "0.00"]


def test_an_order_of_nothing_keeps_nothing() -> None:
    assert kept() == []
    assert kept(line("0.00", 2, back=1)) == ["0.00"]
    assert kept(line("10.00", 0)) == ["0.00"]


def test_money_returned_beyond_goods_and_shipping_leaves_nothing() -> None:
    paid = [line("10.00", amount="12.00")]

    assert left_of_shipping(paid, shipping="5.00", refunded="2.00") == Decimal("1.00")
    assert left_of_shipping(paid, shipping="5.00", refunded="3.00") == ZERO
    assert left_of_shipping(paid, shipping="5.00", refunded="99.00") == ZERO


def test_shipping_given_back_alone_takes_nothing_from_goods() -> None:
    paid = [line("40.00")]

    assert left_of_shipping(paid, shipping="5.80", back="5.80") == ZERO
    assert kept(*paid) == ["40.00"]


def left_of_shipping(
    lines: list[PricedLine], *, shipping: str, refunded: str = "0", back: str = "0"
) -> Decimal:
    return OrderMoney(
        lines=lines,
        shipping=Decimal(shipping),
        refunded_amount=Decimal(refunded),
        shipping_refunded=Decimal(back),
    ).shipping_kept


def test_a_fee_is_kept_as_far_as_it_was_paid_and_not_given_back() -> None:
    """One that lowers the order cannot come back."""
    fees = [
        PricedFee(amount=Decimal("6.00"), amount_excl_tax=Decimal("5.00"), refunded=back)
        for back in (ZERO, Decimal("1.50"), Decimal("9.00"))
    ]
    lowering = PricedFee(
        amount=Decimal("-2.00"), amount_excl_tax=Decimal("-1.67"), refunded=Decimal("1.00")
    )

    kept_of_each = [(each.kept, each.kept_excl_tax) for each in [*fees, lowering]]

    assert kept_of_each == [
        (Decimal("6.00"), Decimal("5.00")),
        (Decimal("4.50"), Decimal("3.75")),
        (ZERO, ZERO),
        (Decimal("-2.00"), Decimal("-1.67")),
    ]
    money = OrderMoney(lines=[line("10.00")], fees=[*fees, lowering])
    assert (money.total, money.total_kept) == (Decimal("26.00"), Decimal("18.50"))
    assert money.earning_fees(with_tax=True) == ZERO


def test_lines_that_name_their_discount_are_believed() -> None:
    named = [
        replace(line("40.00"), discount=Decimal(20)),
        line("30.00"),
        replace(line("30.00"), discount=ZERO),
    ]

    assert net_of_discount(named, Decimal(20)) == [Decimal(20), Decimal(30), Decimal(30)]
    assert net_of_discount(named, Decimal(25)) == [Decimal(20), Decimal(25), Decimal(30)]


def test_a_discount_above_the_goods_counts_up_to_them() -> None:
    assert net_of_discount([line("10.00"), line("5.00")], Decimal(99)) == [ZERO, ZERO]
    assert net_of_discount([], Decimal(99)) == []


@given(
    st.lists(st.tuples(cents, st.integers(1, 9)), min_size=1, max_size=5),
    st.decimals(0, 1, places=2),
    st.data(),
)
def test_partial_refunds_come_to_what_one_refund_does(
    goods: list[tuple[Decimal, int]], share: Decimal, data: st.DataObject
) -> None:
    bought = [PricedLine(quantity=number, unit_price=price) for price, number in goods]
    discount = to_cent(goods_total(bought) * share)
    before = OrderMoney(lines=bought, discount=discount).kept
    returned = ZERO
    steps = data.draw(st.integers(1, 4))

    for step in range(1, steps + 1):
        some = [
            PricedLine(
                quantity=each.quantity,
                unit_price=each.unit_price,
                refunded_quantity=each.quantity * step // steps,
            )
            for each in bought
        ]
        now = OrderMoney(lines=some, discount=discount).kept
        returned += sum(before, ZERO) - sum(now, ZERO)
        before = now

    assert returned == goods_total(bought) - discount
    assert set(now) == {ZERO}


@given(
    st.lists(st.tuples(cents, cents), min_size=1, max_size=5),
    st.decimals(0, 1, places=2),
    cents,
)
def test_no_line_keeps_less_than_nothing_nor_more_than_it_cost(
    goods: list[tuple[Decimal, Decimal]], share: Decimal, refunded: Decimal
) -> None:
    lines = [
        PricedLine(quantity=1, unit_price=price, refunded_amount=back)
        for price, back in goods
    ]
    total = goods_total(lines)
    discount = to_cent(total * share)
    back = sum((each.refunded_amount for each in lines), refunded)

    amounts = OrderMoney(lines=lines, discount=discount, refunded_amount=refunded).kept

    assert all(
        0 <= amount <= each.total for amount, each in zip(amounts, lines, strict=True)
    )
    assert sum(amounts, ZERO) == max(total - discount - back, ZERO)


def test_an_amount_has_no_more_digits_than_the_books_keep() -> None:
    assert is_amount(ZERO)
    assert is_amount(Decimal("9999999999.99"))
    assert is_amount(Decimal("2.500000"))
    assert not is_amount(-CENT)
    assert not is_amount(Decimal(10) ** 10)
    assert not is_amount(Decimal("0.005"))
    assert is_amount(Decimal("0.000001"), digits=14, decimals=6)
