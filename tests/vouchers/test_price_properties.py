"""Whatever the basket, the bons and the group: what must always hold of a price."""

from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import START
from vouchers.rules import Bon, Group, Item, Kind, Scope, booked, pour, price

CATEGORIES = range(1, 5)


def cents(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most).map(lambda number: Decimal(number) / 100)


some = st.frozensets(st.sampled_from(CATEGORIES), max_size=2)
scopes = st.builds(Scope, categories=some, excluded_categories=some, on_sale=st.booleans())
percentages = st.integers(1, 10_000).map(lambda number: Decimal(number) / 100)


@st.composite
def baskets(draw: st.DrawFn) -> list[Item]:
    return [
        Item(
            id=str(number),
            quantity=draw(st.integers(1, 3)),
            unit_price=draw(st.integers(0, 3_000_000)) / Decimal(100_000),
            on_sale=draw(st.booleans()),
            categories=draw(some),
            gift_card=draw(st.sampled_from([False, False, False, True])),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


@st.composite
def bons(draw: st.DrawFn) -> list[Bon]:
    return [
        Bon(
            code=f"B{number}",
            label="Bon",
            kind=draw(st.sampled_from([*Kind, Kind.AMOUNT, Kind.PERCENT])),
            amount=draw(cents(3_000)) + Decimal("0.01"),
            percent=draw(percentages),
            minimum=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(20)])),
            with_group=draw(st.sampled_from([True, True, False])),
            with_vouchers=draw(st.sampled_from([True, True, True, False])),
            scope=draw(scopes),
            ends=START + timedelta(days=draw(st.integers(0, 2))),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


groups = st.none() | st.builds(
    Group,
    label=st.just("Fidèles"),
    percent=st.just(Decimal(0)) | percentages,
    free_shipping=st.booleans(),
    in_prices=st.booleans(),
)


@given(baskets(), cents(1000), bons(), groups)
def test_nothing_falls_below_zero_and_everything_adds_up(
    items: list[Item], shipping: Decimal, given_bons: list[Bon], group: Group | None
) -> None:
    found = price(items, shipping, given_bons, group)

    assert found.total == sum(line.total for line in found.lines) + found.shipping
    for line, item in zip(found.lines, items, strict=True):
        assert line.total == item.total - sum(amount for _, amount in line.discounts)
        assert line.total >= 0
        assert not (item.gift_card and line.discounts)
    for cut in found.discounts:
        assert not cut.shares or sum(cut.shares) == cut.amount
        assert all(share >= 0 for share in cut.shares)
        assert cut.amount == round(cut.amount, 2)
    assert 0 <= found.shipping <= shipping
    taken = {cut.code for cut in found.discounts if cut.code}
    refused = {each.code for each in found.refused}
    assert taken | refused == {bon.code for bon in given_bons}
    assert not taken & refused


@given(baskets(), cents(1000), bons(), groups, st.randoms(use_true_random=False))
def test_the_order_in_which_codes_are_given_changes_nothing(
    items: list[Item],
    shipping: Decimal,
    given_bons: list[Bon],
    group: Group | None,
    random: object,
) -> None:
    shuffled = list(given_bons)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert price(items, shipping, shuffled, group) == price(
        items, shipping, given_bons, group
    )


@given(baskets(), cents(1000), bons(), groups)
def test_a_bon_more_never_raises_the_price(
    items: list[Item], shipping: Decimal, given_bons: list[Bon], group: Group | None
) -> None:
    with_all = price(items, shipping, given_bons, group).total

    for left_out in given_bons:
        fewer = [bon for bon in given_bons if bon is not left_out]
        assert with_all <= price(items, shipping, fewer, group).total


@given(baskets(), bons(), st.just(Decimal(0)) | percentages, cents(10_000))
def test_what_is_booked_on_an_order_is_never_more_than_its_discount_or_the_bon(
    items: list[Item], given_bons: list[Bon], group: Decimal, discount: Decimal
) -> None:
    found = booked(items, given_bons, group_percent=group, discount=discount)

    assert found.keys() == {bon.code for bon in given_bons}
    assert sum(found.values()) <= discount
    for bon in given_bons:
        assert found[bon.code] >= 0
        if bon.kind == Kind.AMOUNT:
            assert found[bon.code] <= bon.amount


@given(st.data())
def test_amounts_are_poured_as_far_as_they_go(data: st.DataObject) -> None:
    """By Hall's theorem: what a set of heaps lacks is what its bons have too much."""
    room = data.draw(st.lists(cents(500), min_size=1, max_size=4))
    heaps = range(len(room))
    reach = data.draw(st.lists(st.lists(st.sampled_from(heaps), unique=True), max_size=4))
    amounts = [data.draw(cents(500)) for _ in reach]

    taken = pour(amounts, reach, room)

    for amount, parts in zip(amounts, taken, strict=True):
        assert sum(parts.values()) <= amount
        assert all(part >= 0 for part in parts.values())
    for heap in heaps:
        assert sum(parts.get(heap, Decimal(0)) for parts in taken) <= room[heap]
    assert sum(sum(parts.values()) for parts in taken) == min(
        sum(room[heap] for heap in cut)
        + sum(
            amount
            for amount, allowed in zip(amounts, reach, strict=True)
            if not set(allowed) <= set(cut)
        )
        for size in range(len(room) + 1)
        for cut in combinations(heaps, size)
    )
