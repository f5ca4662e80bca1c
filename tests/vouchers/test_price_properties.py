"""Whatever the basket, the vouchers and the group: what must always hold of a price."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.factories import START
from vouchers.rules import (
    CartVoucher,
    Given,
    Group,
    Guard,
    Item,
    Kind,
    Offer,
    Quote,
    Scope,
    Step,
    booked,
    pour,
    price,
    thresholds,
)

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
def vouchers(draw: st.DrawFn) -> list[CartVoucher]:
    return [
        CartVoucher(
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


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    """Of steps with figures of both kinds: only the one its kind says counts."""
    step = st.builds(
        Step,
        minimum=st.sampled_from([Decimal(0), Decimal(10), Decimal(25)]),
        kind=st.sampled_from([*Kind]),
        amount=cents(1_000),
        percent=percentages,
    )
    return [
        Offer(
            key=number,
            label=f"Offre {number}",
            steps=tuple(draw(st.lists(step, min_size=1, max_size=3))),
            stop=draw(st.sampled_from([False, False, True])),
            with_group=draw(st.sampled_from([True, True, False])),
            with_vouchers=draw(st.sampled_from([True, True, False])),
            scope=draw(scopes),
        )
        for number in range(draw(st.integers(0, 3)))
    ]


guards = st.none() | st.builds(
    Guard,
    percent=percentages,
    order=st.permutations([Given.OFFER, Given.GROUP, Given.VOUCHER])
    .flatmap(lambda three: st.sampled_from([three, [*three, Given.SHIPPING]]))
    .map(tuple),
)


@dataclass(frozen=True)
class Case:
    """A basket, and all that there is for it."""

    items: list[Item]
    shipping: Decimal
    vouchers: list[CartVoucher]
    group: Group | None
    offers: list[Offer]
    guard: Guard | None

    def price(self, vouchers: list[CartVoucher] | None = None) -> Quote:
        return price(
            self.items,
            self.shipping,
            self.vouchers if vouchers is None else vouchers,
            self.group,
            offers=self.offers,
            guard=self.guard,
        )

    @property
    def goods(self) -> Decimal:
        return sum((item.total for item in self.items if not item.gift_card), Decimal(0))


cases = st.builds(Case, baskets(), cents(1000), vouchers(), groups, offers(), guards)


@given(cases)
def test_nothing_falls_below_zero_and_everything_adds_up(case: Case) -> None:
    found = case.price()

    assert found.total == sum(line.total for line in found.lines) + found.shipping
    for line, item in zip(found.lines, case.items, strict=True):
        assert line.total == item.total - sum(amount for _, amount in line.discounts)
        assert line.total >= 0
        assert not (item.gift_card and line.discounts)
    for cut in found.discounts:
        assert not cut.shares or sum(cut.shares) == cut.amount
        assert all(share >= 0 for share in cut.shares)
        assert cut.amount == round(cut.amount, 2)
    assert 0 <= found.shipping <= case.shipping
    taken = {cut.code for cut in found.discounts if cut.code}
    refused = {each.code for each in found.refused}
    assert taken | refused == {voucher.code for voucher in case.vouchers}
    assert not taken & refused


@given(cases, st.randoms(use_true_random=False))
def test_the_order_in_which_codes_are_given_changes_nothing(
    case: Case, random: object
) -> None:
    shuffled = list(case.vouchers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert case.price(shuffled) == case.price()


@given(cases)
def test_a_voucher_more_never_raises_the_price(case: Case) -> None:
    with_all = case.price().total

    for left_out in case.vouchers:
        fewer = [voucher for voucher in case.vouchers if voucher is not left_out]
        assert with_all <= case.price(fewer).total


@given(cases)
def test_the_ceiling_is_never_passed_and_lowers_no_more_than_it_must(case: Case) -> None:
    found, free = case.price(), replace(case, guard=None).price()

    assert free.capped is None
    assert found.total >= free.total
    if case.guard:
        kinds = case.guard.order
        counted = sum(cut.amount for cut in found.discounts if cut.given in kinds)
        assert counted <= case.goods * case.guard.percent / 100
        assert not found.capped or counted == case.guard.limit(case.goods)


@given(cases)
def test_what_is_promised_for_so_much_more_is_then_given(case: Case) -> None:
    """The offer takes something off, and more than it does now."""

    def priced(items: Sequence[Item], some: Sequence[Offer]) -> Quote:
        return replace(case, items=[*items], offers=[*some]).price()

    for each in thresholds(case.items, case.offers, priced):
        assert each.step in each.offer.steps
        assert each.step.minimum == case.goods + each.missing > case.goods
        scope = each.offer.scope
        more = Item(
            id="more",
            quantity=1,
            unit_price=each.missing,
            categories=scope.categories,
        )
        found = priced([*case.items, more], case.offers)
        assert each.offer.key in {cut.offer for cut in found.discounts}


def _all_together(case: Case) -> Case:
    return replace(
        case,
        group=None if case.group and case.group.in_prices else case.group,
        vouchers=[
            replace(voucher, with_group=True, with_vouchers=True)
            for voucher in case.vouchers
        ],
        offers=[replace(each, with_group=True, with_vouchers=True) for each in case.offers],
    )


@given(cases.map(_all_together))
def test_an_order_that_states_what_was_quoted_has_just_that_booked(case: Case) -> None:
    quoted = case.price()
    codes = {cut.code for cut in quoted.discounts}
    used = [voucher for voucher in case.vouchers if voucher.code in codes]
    assume(not quoted.capped or len(used) == len(case.vouchers))
    # An order does not say what free shipping would have cost: where that has taken of
    # the ceiling, only the sum is known.
    assume(not quoted.capped or all(cut.shares for cut in quoted.discounts))

    found = booked(
        case.items,
        used,
        group=case.group or Group(label=""),
        discount=quoted.off_goods,
        free_shipping=not quoted.shipping,
        offers=case.offers,
        guard=case.guard,
    )

    off = [cut for cut in quoted.discounts if cut.shares]
    assert {code: each for code, each in found.vouchers.items() if each} == {
        cut.code: cut.amount for cut in off if cut.code
    }
    assert {key: each for key, each in found.offers.items() if each} == {
        cut.offer: cut.amount for cut in off if cut.offer is not None
    }


@given(baskets(), vouchers(), st.just(Decimal(0)) | percentages, cents(10_000))
def test_what_is_booked_on_an_order_is_never_more_than_its_discount_or_the_voucher(
    items: list[Item], given_vouchers: list[CartVoucher], group: Decimal, discount: Decimal
) -> None:
    fidele = Group(label="Fidèles", percent=group)
    found = booked(items, given_vouchers, group=fidele, discount=discount).vouchers

    assert found.keys() == {voucher.code for voucher in given_vouchers}
    assert sum(found.values()) <= discount
    for voucher in given_vouchers:
        assert found[voucher.code] >= 0
        if voucher.kind == Kind.AMOUNT:
            assert found[voucher.code] <= voucher.amount


@given(st.data())
def test_amounts_are_poured_as_far_as_they_go(data: st.DataObject) -> None:
    """By Hall's theorem: what a set of heaps lacks is what its vouchers have too much."""
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
