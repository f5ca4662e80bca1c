"""What an order earns: one formula, case by case."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earning.rules import formula
from earning.rules.formula import Bonus, EarningRules, is_counting
from earning.rules.frozen_terms import FrozenTerms
from shop.rules.amounts import OrderMoney, PricedLine
from tests.factories import START, day

TEA, GREEN, LAMPS = 1, 2, 3


def base_of(bought: formula.EarningBasis, terms: EarningRules) -> Decimal:
    """The money that counts."""
    return formula.breakdown(bought, rules=terms, frozen=FrozenTerms()).base


def earning(ratio: str = "10", points_per_block: int = 1, **said: Any) -> EarningRules:
    usual: dict[str, Any] = {
        "ratio": Decimal(ratio),
        "points_per_block": points_per_block,
        "earn_on_sale": True,
        "counting": frozenset({"paid", "shipped"}),
        "cancelling": frozenset({"cancelled", "refunded"}),
    }
    return EarningRules(**usual | said)


def line(price: str, **said: Any) -> PricedLine:
    usual: dict[str, Any] = {"quantity": 1, "unit_price": Decimal(price)}
    return PricedLine(**usual | said)


def purchase(*lines: PricedLine, **said: Any) -> formula.EarningBasis:
    own = ("placed_at", "country", "vouchers_earn")
    basis = {"placed_at": START} | {name: said[name] for name in own if name in said}
    money = {name: said[name] for name in said if name not in own}
    return formula.EarningBasis(money=OrderMoney(lines=lines, **money), **basis)


def points(
    *lines: PricedLine,
    terms: EarningRules,
    multiplier: str = "1",
    first_order: bool = False,
    **said: Any,
) -> int:
    frozen = FrozenTerms(multiplier=Decimal(multiplier), first_order=first_order)
    return formula.points_of(purchase(*lines, **said), rules=terms, frozen=frozen)


def times(factor: str, **said: Any) -> Bonus:
    return Bonus(factor=Decimal(factor), **said)


def bonus(number: int, *products: int, **said: Any) -> Bonus:
    return Bonus(points=number, products=frozenset(products), **said)


def on(*categories: int) -> dict[str, Any]:
    return {"categories": frozenset(categories)}


@pytest.mark.parametrize(
    ("amount", "ratio", "block", "multiplier", "earned"),
    [
        ("40.00", "10", 1, "1", 4),
        ("29.90", "10", 1, "1", 2),
        ("9.99", "10", 1, "1", 0),
        ("10.00", "10", 1, "1", 1),
        ("7.00", "2", 10, "1", 30),
        ("0.00", "10", 1, "1", 0),
        ("30.00", "10", 1, "1.5", 4),
        ("10.00", "10", 1, "0.999", 0),
        ("40.00", "10", 1, "0", 0),
        ("0.07", "0.01", 1, "1", 7),
    ],
)
def test_whole_blocks_earn_whole_points(
    amount: str, ratio: str, block: int, multiplier: str, earned: int
) -> None:
    terms = earning(ratio, block)

    assert points(line(amount), terms=terms, multiplier=multiplier) == earned


@given(st.decimals(0, 10_000, places=2), st.decimals("0.01", 100, places=2))
def test_an_order_earns_no_more_than_the_rate_nor_a_whole_point_less(
    amount: Decimal, ratio: Decimal
) -> None:
    earned = points(line(str(amount)), terms=earning(str(ratio)))

    assert earned * ratio <= amount < (earned + 1) * ratio


@pytest.mark.parametrize(
    ("rounding", "amount", "multiplier", "earned"),
    [
        ("floor", "29.90", "1", 2),
        ("half_up", "29.90", "1", 3),
        ("half_up", "24.99", "1", 2),
        ("half_up", "25.00", "1", 3),
        ("ceiling", "20.01", "1", 3),
        ("ceiling", "20.00", "1", 2),
        ("floor", "10.00", "1.5", 1),
        ("half_up", "10.00", "1.5", 2),
        ("ceiling", "10.00", "1.1", 2),
        ("ceiling", "0.00", "1", 0),
    ],
)
def test_the_last_block_and_the_last_point_are_rounded_as_the_shop_says(
    rounding: str, amount: str, multiplier: str, earned: int
) -> None:
    terms = earning(rounding=rounding)

    assert points(line(amount), terms=terms, multiplier=multiplier) == earned


def test_discounted_products_earn_or_not_as_the_shop_says() -> None:
    bought = purchase(
        line("30.00"),
        line("10.00", on_sale=True),
        discount=Decimal("4.00"),
        refunded_amount=Decimal("3.60"),
    )

    assert base_of(bought, earning()) == Decimal("32.40")
    assert base_of(bought, earning(earn_on_sale=False)) == Decimal("24.30")


def test_a_gift_card_earns_nothing_when_it_is_bought() -> None:
    bought = purchase(line("30.00"), line("50.00", gift_card=True))

    assert base_of(bought, earning()) == Decimal("30.00")


@pytest.mark.parametrize(
    ("terms", "base"),
    [
        ({}, "70.00"),
        ({"categories": frozenset({TEA})}, "30.00"),
        ({"categories": frozenset({GREEN})}, "10.00"),
        ({"excluded": frozenset({GREEN})}, "60.00"),
        ({"categories": frozenset({TEA}), "excluded": frozenset({GREEN})}, "20.00"),
        ({"categories": frozenset({9})}, "0.00"),
    ],
)
def test_categories_earn_or_not_with_what_stands_below_them(
    terms: dict[str, Any], base: str
) -> None:
    bought = purchase(
        line("10.00", categories=[TEA, GREEN]),
        line("20.00", categories=[TEA]),
        line("40.00"),  # nobody has said what it is
    )

    assert base_of(bought, earning(**terms)) == Decimal(base)


@pytest.mark.parametrize(
    ("terms", "country", "base"),
    [
        ({}, "FR", "42.00"),
        ({"tax_included": False}, "FR", "35.00"),
        ({"tax_zones": frozenset({"FR", "BE"})}, "FR", "42.00"),
        ({"tax_zones": frozenset({"FR", "BE"})}, "CH", "35.00"),
        ({"tax_zones": frozenset({"FR", "BE"})}, "", "42.00"),
        ({"include_shipping": True}, "FR", "47.80"),
        ({"include_shipping": True, "tax_included": False}, "FR", "39.83"),
    ],
)
def test_amounts_count_with_or_without_tax_by_country(
    terms: dict[str, Any], country: str, base: str
) -> None:
    bought = purchase(
        line("24.00", unit_price_excl_tax=Decimal("20.00"), quantity=1),
        line("9.00", unit_price_excl_tax=Decimal("7.50"), quantity=2),
        shipping=Decimal("5.80"),
        shipping_excl_tax=Decimal("4.83"),
        country=country,
    )

    assert base_of(bought, earning(**terms)) == Decimal(base)


def test_discounts_and_refunds_without_tax_shrink_by_each_lines_own_ratio() -> None:
    bought = purchase(
        line("24.00", unit_price_excl_tax=Decimal("20.00")),  # 20 %
        line("10.55", unit_price_excl_tax=Decimal("10.00")),  # 5.5 %
        line("5.45"),  # not said: the price as it is
        discount=Decimal("4.00"),
        refunded_amount=Decimal("3.60"),
    )

    # Kept: 19.44, 8.55 and 4.41 € with tax.
    assert base_of(bought, earning(tax_included=False)) == Decimal("28.71")


def test_shipping_counts_for_as_much_as_is_kept_of_it() -> None:
    terms = earning("1", include_shipping=True)
    shipping: dict[str, Any] = {
        "shipping": Decimal(6),
        "shipping_excl_tax": Decimal(5),
    }

    assert points(line("10"), terms=terms, **shipping) == 16
    back = line("10", refunded_quantity=1)
    assert points(back, terms=terms, **shipping) == 6
    assert points(back, terms=terms, refunded_amount=Decimal(2), **shipping) == 4
    without = replace(terms, tax_included=False)
    assert points(back, terms=without, refunded_amount=Decimal(3), **shipping) == 2
    assert points(back, terms=terms, refunded_amount=Decimal(6), **shipping) == 0


def test_golden_case_2_a_bonus_goes_back_with_its_own_product() -> None:
    terms = earning("1", bonuses=[bonus(10, 1), bonus(20, 2)])

    def cart(*refunded: int) -> Sequence[PricedLine]:
        return [
            line(price, product=number, refunded_quantity=int(number in refunded))
            for number, price in [(1, "10"), (2, "10"), (3, "20")]
        ]

    assert points(*cart(), terms=terms) == 70
    assert points(*cart(3), terms=terms) == 50
    assert points(*cart(1), terms=terms) == 50
    assert points(*cart(2), terms=terms) == 40
    assert points(*cart(1, 2), terms=terms) == 20
    assert points(*cart(2, 3), terms=terms) == 20
    assert points(*cart(1, 2, 3), terms=terms) == 0


@pytest.mark.parametrize(
    ("refund", "kept"),
    [
        ({}, 30),
        ({"refunded_quantity": 1}, 20),
        ({"refunded_quantity": 2}, 10),
        ({"refunded_quantity": 3}, 0),
        ({"refunded_amount": Decimal("0.01")}, 29),
        ({"refunded_amount": Decimal("10.00")}, 20),
        ({"refunded_amount": Decimal("29.99")}, 0),
        ({"refunded_quantity": 1, "refunded_amount": Decimal("2.00")}, 20),
    ],
)
def test_a_bonus_is_for_the_pieces_or_the_share_that_is_kept(
    refund: dict[str, Any], kept: int
) -> None:
    terms = earning("1000", bonuses=[bonus(10, 7)])
    bought = line("10.00", quantity=3, product=7, **refund)

    assert points(bought, terms=terms) == kept


def test_money_back_outside_the_lines_leaves_a_bonus_alone_until_nothing_is_left() -> None:
    terms = earning("1000", bonuses=[bonus(10, 7)])
    bought = line("10.00", product=7)

    assert points(bought, terms=terms, refunded_amount=Decimal("9.99")) == 10
    assert points(bought, terms=terms, refunded_amount=Decimal("10.00")) == 0


def test_a_factor_for_all_multiplies_what_the_rate_gives() -> None:
    terms = earning(bonuses=[times("2")])

    assert points(line("29.90"), terms=terms) == 4
    assert points(line("29.90"), terms=terms, multiplier="1.5") == 6


def test_a_factor_for_some_goods_adds_for_their_own_whole_blocks() -> None:
    terms = earning(bonuses=[times("3", **on(LAMPS))])
    lamp, tea = line("15", categories=[LAMPS]), line("15", categories=[TEA])

    assert points(lamp, tea, terms=terms) == 3 + 2
    assert points(lamp, terms=terms) == 3
    assert points(lamp, tea, terms=terms, multiplier="2") == 6 + 4
    assert points(tea, terms=terms) == 1


def test_a_factor_for_goods_that_are_the_whole_order_is_one_for_all() -> None:
    lamp = line("39", categories=[LAMPS])

    for multiplier in ("1", "1.25", "3"):
        assert points(
            lamp, terms=earning(bonuses=[times("2.5", **on(LAMPS))]), multiplier=multiplier
        ) == points(lamp, terms=earning(bonuses=[times("2.5")]), multiplier=multiplier)


def test_factors_add_up_and_bonuses_are_not_multiplied() -> None:
    terms = earning(bonuses=[times("2"), times("3", **on(LAMPS)), bonus(5, 7)])

    assert points(line("10", product=7, categories=[LAMPS]), terms=terms) == 4 + 5


@pytest.mark.parametrize(
    ("placed", "earned"), [(-0.001, 2), (0, 4), (1.999, 4), (2, 2), (9, 2)]
)
def test_a_period_begins_with_its_first_instant_and_ends_before_its_last(
    placed: float, earned: int
) -> None:
    terms = earning(bonuses=[times("2", starts_at=day(0), ends_at=day(2))])

    assert points(line("20"), terms=terms, placed_at=day(placed)) == earned


def test_a_rule_that_stops_ends_it_for_the_goods_it_has_matched() -> None:
    lamp, tea = line("10", categories=[LAMPS]), line("10", categories=[TEA])
    double, triple = times("2", **on(LAMPS)), times("3")

    assert points(lamp, tea, terms=earning(bonuses=[double, triple])) == 2 + 1 + 4
    stopped = earning(bonuses=[replace(double, stop=True), triple])
    assert points(lamp, tea, terms=stopped) == 2 + 1 + 2
    first = earning(bonuses=[replace(triple, stop=True), double])
    assert points(lamp, tea, terms=first) == 6


def test_a_rule_that_does_not_run_stops_nothing() -> None:
    over = times("2", ends_at=START, stop=True)

    assert points(line("10"), terms=earning(bonuses=[over, times("3")])) == 3


def test_shipping_goes_with_the_rules_that_are_for_all() -> None:
    def terms(*bonuses: Bonus) -> EarningRules:
        return earning("1", include_shipping=True, bonuses=bonuses)

    tea = line("10", categories=[TEA])
    shipping: dict[str, Any] = {"shipping": Decimal(5)}
    assert points(tea, terms=terms(times("2")), **shipping) == 30
    assert points(tea, terms=terms(times("2", **on(TEA))), **shipping) == 25
    assert points(tea, terms=terms(times("2", stop=True), times("2")), **shipping) == 30


def test_goods_that_do_not_earn_have_no_bonus_either() -> None:
    terms = earning("1", earn_on_sale=False, bonuses=[bonus(10, 7), times("2")])

    assert points(line("10", product=7, on_sale=True), terms=terms) == 0


def test_an_order_gives_no_more_than_the_ceiling() -> None:
    terms = earning("1", ceiling=25, bonuses=[bonus(10, 7)])

    assert points(line("14"), line("1", product=7), terms=terms) == 25
    assert points(line("15"), line("1", product=7), terms=terms) == 25
    assert points(line("99"), terms=terms, multiplier="3") == 25


def test_a_first_order_is_worth_more_than_the_ceiling_but_nothing_by_itself() -> None:
    terms = earning(ceiling=2, first_order=50)

    assert points(line("40"), terms=terms, first_order=True) == 52
    assert points(line("40"), terms=terms) == 2
    assert points(line("9"), terms=terms, first_order=True) == 0


def test_a_group_whose_multiplier_is_zero_earns_nothing_at_all() -> None:
    terms = earning(first_order=50, bonuses=[bonus(10, 7)])

    assert points(line("40", product=7), terms=terms, multiplier="0", first_order=True) == 0


@st.composite
def terms_of_all_kinds(draw: st.DrawFn) -> EarningRules:
    def some() -> st.SearchStrategy[frozenset[int]]:
        return st.frozensets(st.integers(1, 3), max_size=2)

    bonuses = draw(
        st.lists(
            st.one_of(
                st.builds(
                    times,
                    st.sampled_from(["1.5", "2", "3"]),
                    categories=some(),
                    stop=st.booleans(),
                ),
                st.builds(
                    Bonus,
                    points=st.integers(1, 20),
                    products=some(),
                    categories=some(),
                    stop=st.booleans(),
                ),
            ),
            max_size=4,
        )
    )
    return earning(
        draw(st.sampled_from(["0.30", "1", "7", "10"])),
        draw(st.integers(1, 5)),
        bonuses=bonuses,
        excluded=draw(some()),
        earn_on_sale=draw(st.booleans()),
        tax_included=draw(st.booleans()),
        include_shipping=draw(st.booleans()),
        rounding=draw(st.sampled_from(["floor", "half_up", "ceiling"])),
        ceiling=draw(st.sampled_from([None, 30])),
        first_order=draw(st.sampled_from([0, 15])),
    )


@st.composite
def bought(draw: st.DrawFn) -> PricedLine:
    price = draw(st.decimals("0.01", 60, places=2))
    return PricedLine(
        quantity=draw(st.integers(1, 4)),
        unit_price=price,
        unit_price_excl_tax=draw(st.sampled_from([None, price / 2, price])),
        on_sale=draw(st.booleans()),
        product=draw(st.integers(1, 3)),
        categories=draw(st.lists(st.integers(1, 3), unique=True, max_size=2)),
    )


@given(st.lists(bought(), min_size=1, max_size=3), terms_of_all_kinds(), st.data())
def test_a_piece_sent_back_never_gives_points_and_the_last_takes_all_goods_have_given(
    lines: list[PricedLine], terms: EarningRules, data: st.DataObject
) -> None:
    frozen = FrozenTerms(multiplier=Decimal("1.5"), first_order=True)
    discount = data.draw(st.sampled_from([Decimal(0), lines[0].total / 2])).quantize(
        Decimal("0.01")
    )

    def earned(sent_back: Sequence[int]) -> int:
        left = [
            replace(line, refunded_quantity=pieces)
            for line, pieces in zip(lines, sent_back, strict=True)
        ]
        said = purchase(*left, discount=discount)
        return formula.points_of(said, rules=terms, frozen=frozen)

    sent_back = [0] * len(lines)
    before = earned(sent_back)
    pieces = [i for i, line in enumerate(lines) for _piece in range(int(line.quantity))]
    for i in data.draw(st.permutations(pieces)):
        sent_back[i] += 1
        now = earned(sent_back)
        assert 0 <= now <= before
        before = now
    assert before == 0


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        ([], False),
        (["pending"], False),
        (["paid"], True),
        (["pending", "paid"], True),
        (["paid", "pending"], True),
        (["paid", "cancelled"], False),
        (["paid", "cancelled", "pending"], False),
        (["paid", "cancelled", "shipped"], True),
        (["cancelled", "paid", "delivered"], True),
        (["delivered"], False),
    ],
)
def test_the_last_state_that_decides_decides(seen: list[str], counts: bool) -> None:
    times = {state: day(number) for number, state in enumerate(seen)}

    assert is_counting(times, earning()) is counts


def test_the_cancelling_of_two_states_at_one_instant_decides() -> None:
    now = START

    assert not is_counting({"paid": now, "cancelled": now}, earning())
    assert not is_counting({"cancelled": now, "paid": now}, earning())
