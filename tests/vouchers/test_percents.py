"""Several percentages off the same goods come to what their sum would."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO, to_cent
from vouchers.rules.percents import PercentOff, percent_shares

CENTS = st.decimals(min_value="0.01", max_value="999.99", places=2)
PERCENTS = st.decimals(min_value="0.01", max_value="100", places=2)


def off_all(base: list[Decimal], *percents: str | Decimal) -> list[Decimal]:
    """What vouchers for all of the goods take off each line together."""
    everything = frozenset(range(len(base)))
    vouchers = [PercentOff(Decimal(percent), everything) for percent in percents]
    shares = percent_shares(base, vouchers)
    return [sum(parts, ZERO) for parts in zip(*shares, strict=True)]


def test_twice_half_leaves_nothing() -> None:
    for price in ("12.35", "0.05", "0.01"):
        base = [Decimal(price)] * 3
        assert off_all(base, "50", "50") == base


def test_four_quarters_leave_nothing_of_one_cent_and_five() -> None:
    base = [Decimal("0.05"), Decimal("0.01")]
    assert off_all(base, "25", "25", "25", "25") == base


def test_all_of_one_line_beside_half_of_every_line_is_all_of_one_and_half_of_others() -> (
    None
):
    base = [Decimal("40.00"), Decimal("40.00")]
    vouchers = [
        PercentOff(Decimal(100), frozenset({0})),
        PercentOff(Decimal(50), frozenset({0, 1})),
    ]

    assert percent_shares(base, vouchers) == [
        [Decimal("40.00"), ZERO],
        [ZERO, Decimal("20.00")],
    ]


@given(st.lists(CENTS, min_size=1, max_size=6), st.lists(PERCENTS, max_size=4))
def test_percentages_of_the_same_goods_are_rounded_as_one(
    base: list[Decimal], percents: list[Decimal]
) -> None:
    together = min(sum(percents, ZERO), Decimal(100))

    assert sum(off_all(base, *percents), ZERO) == to_cent(sum(base) * together / 100)


@given(
    st.lists(CENTS, min_size=1, max_size=6),
    st.lists(st.tuples(PERCENTS, st.frozensets(st.integers(0, 5), min_size=1)), max_size=4),
)
def test_no_line_gives_more_than_it_costs_and_one_with_all_off_costs_nothing(
    base: list[Decimal], wanted: list[tuple[Decimal, frozenset[int]]]
) -> None:
    lines = frozenset(range(len(base)))
    vouchers = [PercentOff(percent, meant & lines) for percent, meant in wanted]

    shares = percent_shares(base, vouchers)

    assert all(share >= 0 for row in shares for share in row)
    for line, cost in enumerate(base):
        taken = sum((row[line] for row in shares), ZERO)
        percent = sum((each.percent for each in vouchers if line in each.lines), ZERO)
        assert taken <= cost
        if percent >= 100:
            assert taken == cost
