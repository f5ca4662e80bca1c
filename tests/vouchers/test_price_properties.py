"""Whatever the cart, the vouchers and the group: what must always hold of a price."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.factories import START
from vouchers.rules.allocation import allocate
from vouchers.rules.attribution import attribute_discount
from vouchers.rules.cart import CartItem, CartVoucher, DiscountKind, GroupDiscount, Scope
from vouchers.rules.margin_guard import DiscountSource, GuardRule
from vouchers.rules.offers import DiscountStep, Offer
from vouchers.rules.pricing import Price, price
from vouchers.rules.thresholds import thresholds

CATEGORIES = range(1, 5)


def cents(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most).map(lambda number: Decimal(number) / 100)


some = st.frozensets(st.sampled_from(CATEGORIES), max_size=2)
scopes = st.builds(Scope, categories=some, excluded_categories=some, on_sale=st.booleans())
percentages = st.integers(1, 10_000).map(lambda number: Decimal(number) / 100)


@st.composite
def carts(draw: st.DrawFn) -> list[CartItem]:
    return [
        CartItem(
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
            kind=draw(
                st.sampled_from([*DiscountKind, DiscountKind.AMOUNT, DiscountKind.PERCENT])
            ),
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
    GroupDiscount,
    label=st.just("Fidèles"),
    percent=st.just(Decimal(0)) | percentages,
    free_shipping=st.booleans(),
    in_prices=st.booleans(),
)


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    """Of steps with figures of both kinds: only the one its kind says counts."""
    step = st.builds(
        DiscountStep,
        minimum=st.sampled_from([Decimal(0), Decimal(10), Decimal(25)]),
        kind=st.sampled_from([*DiscountKind]),
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
    GuardRule,
    percent=percentages,
    order=st.permutations(
        [DiscountSource.OFFER, DiscountSource.GROUP, DiscountSource.VOUCHER]
    )
    .flatmap(lambda three: st.sampled_from([three, [*three, DiscountSource.SHIPPING]]))
    .map(tuple),
)


@dataclass(frozen=True)
class Case:
    """A cart, and all that there is for it."""

    items: list[CartItem]
    shipping: Decimal
    vouchers: list[CartVoucher]
    group: GroupDiscount | None
    offers: list[Offer]
    guard: GuardRule | None

    def price(self, vouchers: list[CartVoucher] | None = None) -> Price:
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


cases = st.builds(Case, carts(), cents(1000), vouchers(), groups, offers(), guards)


@given(cases)
def test_nothing_falls_below_zero_and_everything_adds_up(case: Case) -> None:
    found = case.price()

    assert found.total == sum(line.total for line in found.lines) + found.shipping
    for line, item in zip(found.lines, case.items, strict=True):
        assert line.total == item.total - sum(amount for _, amount in line.discounts)
        assert line.total >= 0
        assert not (item.gift_card and line.discounts)
    for applied in found.discounts:
        assert not applied.shares or sum(applied.shares) == applied.amount
        assert all(share >= 0 for share in applied.shares)
        assert applied.amount == round(applied.amount, 2)
    assert 0 <= found.shipping <= case.shipping
    taken = {applied.code for applied in found.discounts if applied.code}
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
        counted = sum(
            applied.amount for applied in found.discounts if applied.given in kinds
        )
        assert counted <= case.goods * case.guard.percent / 100
        assert not found.capped or counted == case.guard.limit(case.goods)


@given(cases)
def test_what_is_promised_for_so_much_more_is_then_given(case: Case) -> None:
    """The offer takes something off, and more than it does now."""

    def priced(items: Sequence[CartItem], some: Sequence[Offer]) -> Price:
        return replace(case, items=[*items], offers=[*some]).price()

    for each in thresholds(case.items, case.offers, priced):
        assert each.step in each.offer.steps
        assert each.step.minimum == case.goods + each.missing > case.goods
        scope = each.offer.scope
        more = CartItem(
            id="more",
            quantity=1,
            unit_price=each.missing,
            categories=scope.categories,
        )
        found = priced([*case.items, more], case.offers)
        assert each.offer.key in {applied.offer for applied in found.discounts}
        if each.any_goods:
            # So it is with goods that nothing is for.
            other = replace(more, categories=frozenset(), product=None)
            found = priced([*case.items, other], case.offers)
            assert each.offer.key in {applied.offer for applied in found.discounts}


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
    codes = {applied.code for applied in quoted.discounts}
    used = [voucher for voucher in case.vouchers if voucher.code in codes]
    assume(not quoted.capped or len(used) == len(case.vouchers))
    # An order does not say what free shipping would have cost: where that has taken of
    # the ceiling, only the sum is known.
    assume(not quoted.capped or all(applied.shares for applied in quoted.discounts))

    found = attribute_discount(
        case.items,
        used,
        group=case.group or GroupDiscount(label=""),
        discount=quoted.off_goods,
        free_shipping=not quoted.shipping,
        offers=case.offers,
        guard=case.guard,
    )

    off = [applied for applied in quoted.discounts if applied.shares]
    assert {code: each for code, each in found.vouchers.items() if each} == {
        applied.code: applied.amount for applied in off if applied.code
    }
    assert {key: each for key, each in found.offers.items() if each} == {
        applied.offer: applied.amount for applied in off if applied.offer is not None
    }


@given(carts(), vouchers(), st.just(Decimal(0)) | percentages, cents(10_000))
def test_what_is_booked_on_an_order_is_never_more_than_its_discount_or_the_voucher(
    items: list[CartItem],
    given_vouchers: list[CartVoucher],
    group: Decimal,
    discount: Decimal,
) -> None:
    fidele = GroupDiscount(label="Fidèles", percent=group)
    found = attribute_discount(
        items, given_vouchers, group=fidele, discount=discount
    ).vouchers

    assert found.keys() == {voucher.code for voucher in given_vouchers}
    assert sum(found.values()) <= discount
    for voucher in given_vouchers:
        assert found[voucher.code] >= 0
        if voucher.kind == DiscountKind.AMOUNT:
            assert found[voucher.code] <= voucher.amount


@given(st.data())
def test_amounts_are_poured_as_far_as_they_go(data: st.DataObject) -> None:
    """By Hall's theorem: what a set of heaps lacks is what its vouchers have too much."""
    headroom = data.draw(st.lists(cents(500), min_size=1, max_size=4))
    pools = range(len(headroom))
    eligible = data.draw(
        st.lists(st.lists(st.sampled_from(pools), unique=True), max_size=4)
    )
    amounts = [data.draw(cents(500)) for _ in eligible]

    taken = allocate(amounts, eligible, headroom)

    for amount, parts in zip(amounts, taken, strict=True):
        assert sum(parts.values()) <= amount
        assert all(part >= 0 for part in parts.values())
    for pool in pools:
        assert sum(parts.get(pool, Decimal(0)) for parts in taken) <= headroom[pool]
    assert sum(sum(parts.values()) for parts in taken) == min(
        sum(headroom[pool] for pool in applied)
        + sum(
            amount
            for amount, allowed in zip(amounts, eligible, strict=True)
            if not set(allowed) <= set(applied)
        )
        for size in range(len(headroom) + 1)
        for applied in combinations(pools, size)
    )
