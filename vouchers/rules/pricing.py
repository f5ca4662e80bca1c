"""What a cart comes to: group, cart offers, percent vouchers, amount vouchers,
shipping.

Every figure is rounded once, on the whole it is taken off, and split over the lines by
largest remainder. Each voucher's percentage is taken off the goods net of what group and
offers give, and amounts are allocated to what is left: so neither the order of the codes
nor a voucher more can ever raise the price. The margin guard lowers what is too much for an
order last of all. Gift cards pay, and come after the total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, split, to_cent
from vouchers.rules.allocation import allocate
from vouchers.rules.cart import (
    CartItem,
    CartVoucher,
    DiscountKind,
    GroupDiscount,
    RefusalReason,
)
from vouchers.rules.margin_guard import (
    AppliedDiscount,
    CappedDiscount,
    GuardRule,
    cap,
    shares_by_line,
)
from vouchers.rules.offers import Offer, by_priority, goods_total
from vouchers.rules.percents import PercentOff, percent_shares


@dataclass(frozen=True, slots=True)
class CodeRefusal:
    """Why a code was not taken. ``missing`` is what the cart lacks to its minimum;
    ``of_goods``: of the goods that it is for, others would not help.
    """

    code: str
    reason: RefusalReason
    missing: Decimal | None = None
    of_goods: bool = False


@dataclass(frozen=True, slots=True)
class PricedItem:
    id: str
    subtotal: Decimal
    discounts: list[tuple[str, Decimal]]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """``lines`` and ``shipping`` add up to ``total``.

    ``capped`` is what the margin guard left of the discounts, where they were too much.
    """

    lines: list[PricedItem]
    discounts: list[AppliedDiscount]
    refused: list[CodeRefusal]
    shipping: Decimal
    total: Decimal
    capped: CappedDiscount | None = None

    @property
    def off_goods(self) -> Decimal:
        return sum((sum(applied.shares, ZERO) for applied in self.discounts), ZERO)

    @property
    def shares(self) -> list[Decimal]:
        """What all discounts take off each line."""
        return shares_by_line(self.discounts, len(self.lines))

    @property
    def voucher_shares(self) -> list[Decimal]:
        """What vouchers take off each line."""
        vouchers = [applied for applied in self.discounts if applied.code]
        return shares_by_line(vouchers, len(self.lines))


def price(
    items: Sequence[CartItem],
    shipping: Decimal | None,
    vouchers: Iterable[CartVoucher],
    group: GroupDiscount | None = None,
    *,
    offers: Sequence[Offer] = (),
    guard: GuardRule | None = None,
) -> Price:
    """Price a cart by the cheapest combination; among equals the vouchers that end first.

    ``shipping`` None: not known yet, so a voucher for it stands there with nothing to take.
    ``offers`` are those open to this customer, by priority.
    """
    eligible_vouchers: list[CartVoucher] = []
    refused: list[CodeRefusal] = []
    for voucher in sorted(vouchers, key=lambda voucher: voucher.rank):
        refusal = ineligibility(voucher, items)
        # A group discount that is in the prices cannot be given up for a voucher.
        if group and group.in_prices and group.gives and not voucher.with_group:
            refusal = refusal or CodeRefusal(voucher.code, RefusalReason.NOT_COMBINABLE)
        refused.append(refusal) if refusal else eligible_vouchers.append(voucher)
    goods = goods_total(items)
    reached = [offer for offer in offers if offer.fits(items, goods)]
    combinations = [
        CartPricing(items, shipping, combination, guard)
        for combination in _combinations(eligible_vouchers, group, reached)
    ]
    best = min(combinations, key=lambda combination: (combination.total, combination.ranks))
    left_out = [
        CodeRefusal(voucher.code, RefusalReason.NOT_COMBINABLE)
        for voucher in eligible_vouchers
        if voucher.code not in best.codes
    ]
    return Price(
        lines=best.lines,
        discounts=best.discounts,
        refused=sorted(refused + left_out, key=lambda each: each.code.upper()),
        shipping=best.shipping,
        total=best.total,
        capped=best.capped,
    )


def refusals(
    codes: Iterable[str], found: Mapping[str, RefusalReason | None]
) -> list[CodeRefusal]:
    """Answer those of the codes that no cart can use, in any case, and why.

    ``found``: by the code as it was made, why it is refused, or None.
    """
    made = {code.upper(): code for code in found}
    refused = []
    for upper, typed in {code.strip().upper(): code for code in sorted(codes)}.items():
        code = made.get(upper)
        reason = found[code] if code else RefusalReason.UNKNOWN
        if reason:
            refused.append(CodeRefusal(code or typed, reason))
    return refused


def ineligibility(voucher: CartVoucher, items: Sequence[CartItem]) -> CodeRefusal | None:
    """Answer why the voucher is not for this cart, whatever else is named with it."""
    goods = [item for item in items if not item.gift_card]
    own = [item for item in goods if voucher.scope.covers(item)]
    excl_tax, counted = voucher.minimum_excl_tax, own if voucher.minimum_of_goods else goods
    amounts = (item.total_excl_tax if excl_tax else item.total for item in counted)
    missing = voucher.minimum - sum(amounts, ZERO)
    has_own = any(item.total for item in own)
    if missing > 0:
        of_goods = not voucher.scope.covers_all and (
            voucher.minimum_of_goods or not has_own
        )
        reason = RefusalReason.BELOW_MINIMUM
        return CodeRefusal(voucher.code, reason, missing, of_goods)
    if not has_own:
        return CodeRefusal(voucher.code, RefusalReason.NO_ELIGIBLE_PRODUCT)
    return None


@dataclass(frozen=True, slots=True)
class Combination:
    """What is taken together: vouchers by rank, offers by priority."""

    vouchers: Sequence[CartVoucher]
    group: GroupDiscount | None
    offers: Sequence[Offer]


def _combinations(
    eligible_vouchers: list[CartVoucher], group: GroupDiscount | None, offers: list[Offer]
) -> Iterable[Combination]:
    """Whatever may stand together and cannot be added to: more is never dearer."""
    in_prices = group is not None and group.gives and group.in_prices
    given = group if group and group.gives and not in_prices else None
    yield from _combined_with(given, eligible_vouchers, offers, in_prices=in_prices)
    with_group = [voucher.with_group for voucher in eligible_vouchers] + [
        offer.with_group for offer in offers
    ]
    if given and not all(with_group):
        yield from _combined_with(None, eligible_vouchers, offers, in_prices=in_prices)


def _combined_with(
    group: GroupDiscount | None,
    eligible_vouchers: list[CartVoucher],
    offers: list[Offer],
    *,
    in_prices: bool,
) -> Iterable[Combination]:
    """Vouchers with the offers that go with vouchers; and offers that go with none."""
    has_group = in_prices or group is not None
    vouchers = [
        voucher for voucher in eligible_vouchers if voucher.with_group or group is None
    ]
    beside = by_priority(offers, group=has_group, vouchers=True)
    together = [[voucher for voucher in vouchers if voucher.with_vouchers]]
    together += [[voucher] for voucher in vouchers if not voucher.with_vouchers]
    yield from (Combination(each, group, beside) for each in together)
    if not all(offer.with_vouchers for offer in offers):
        yield Combination([], group, by_priority(offers, group=has_group, vouchers=False))


class CartPricing:
    """A cart being priced: ``headroom`` is what each line may still lose."""

    def __init__(
        self,
        items: Sequence[CartItem],
        shipping: Decimal | None,
        combination: Combination,
        guard: GuardRule | None,
        beside: Decimal = ZERO,
    ) -> None:
        """``beside``: what other parts of the purchase come to; with them offers are
        reached.
        """
        self.items = items
        self.goods = goods_total(items)
        self.reaching = self.goods + beside
        self.shipping = shipping or ZERO
        self.to_free = shipping is None or shipping > 0
        self.discounts: list[AppliedDiscount] = []
        self.capped: CappedDiscount | None = None
        self.headroom = [ZERO if item.gift_card else item.total for item in items]
        if group := combination.group:
            amount = to_cent(sum(self.headroom, ZERO) * group.percent / 100)
            self._apply("group", group.label, None, split(amount, self.headroom))
        self._take_offers(combination.offers)
        self._take_percents(
            [
                voucher
                for voucher in combination.vouchers
                if voucher.kind == DiscountKind.PERCENT
            ]
        )
        self._take_amounts(
            [
                voucher
                for voucher in combination.vouchers
                if voucher.kind == DiscountKind.AMOUNT
            ]
        )
        self._take_shipping(combination)
        if guard:
            # What is no longer off the shipping is to be paid again.
            freed = _off_shipping(self.discounts)
            self.discounts, self.capped = cap(self.discounts, guard, self.goods)
            self.shipping += freed - _off_shipping(self.discounts)
        self.codes = {applied.code for applied in self.discounts}
        self.ranks = [
            voucher.rank for voucher in combination.vouchers if voucher.code in self.codes
        ]

    def _take_offers(self, offers: Sequence[Offer]) -> None:
        """Each off what those before it have left of the goods it is for."""
        for offer in offers:
            meant = [
                left if offer.scope.covers(item) else ZERO
                for item, left in zip(self.items, self.headroom, strict=True)
            ]
            amount = offer.off(self.reaching, sum(meant, ZERO))
            shares = split(amount, meant)
            self._apply("offer", offer.label, None, shares, offer.key)

    def _take_percents(self, vouchers: Sequence[CartVoucher]) -> None:
        """Each off the same goods: those that group and offers have left."""
        wanted = [
            PercentOff(
                voucher.percent,
                frozenset(
                    line
                    for line, item in enumerate(self.items)
                    if self.headroom[line] and voucher.scope.covers(item)
                ),
            )
            for voucher in vouchers
        ]
        taken = percent_shares(self.headroom, wanted)
        for voucher, shares in zip(vouchers, taken, strict=True):
            # In proportion, where they come to more than the most that it takes.
            most = voucher.max_amount
            if most is not None and most < sum(shares, ZERO):
                shares = split(most, shares)  # noqa: PLW2901 -- what is left of them
            self._apply("voucher", voucher.label, voucher.code, shares)

    def _take_amounts(self, vouchers: Sequence[CartVoucher]) -> None:
        """First from goods that the fewest vouchers are for; within them in proportion."""
        pools: dict[tuple[int, ...], list[int]] = {}
        for line, item in enumerate(self.items):
            covering = tuple(
                n for n, voucher in enumerate(vouchers) if voucher.scope.covers(item)
            )
            if covering:
                pools.setdefault(covering, []).append(line)
        whose = sorted(pools, key=lambda covering: (len(covering), covering))
        lines = [pools[covering] for covering in whose]
        headroom = [sum((self.headroom[line] for line in pool), ZERO) for pool in lines]
        eligible = [
            [pool for pool, covering in enumerate(whose) if number in covering]
            for number in range(len(vouchers))
        ]
        allocated = allocate([voucher.amount for voucher in vouchers], eligible, headroom)
        for voucher, taken in zip(vouchers, allocated, strict=True):
            shares = [ZERO] * len(self.items)
            for pool, amount in taken.items():
                parts = split(amount, [self.headroom[line] for line in lines[pool]])
                for line, part in zip(lines[pool], parts, strict=True):
                    shares[line] += part
            self._apply("voucher", voucher.label, voucher.code, shares)

    def _take_shipping(self, combination: Combination) -> None:
        if combination.group and combination.group.free_shipping:
            self._free("shipping", combination.group.label)
        for offer in combination.offers:
            if offer.ships(self.reaching):
                self._free("offer", offer.label, offer=offer.key)
        for voucher in combination.vouchers:
            if voucher.kind == DiscountKind.SHIPPING:
                self._free("voucher", voucher.label, voucher.code)

    def _free(
        self, kind: str, label: str, code: str | None = None, offer: int | None = None
    ) -> None:
        if self.to_free:
            self.discounts.append(
                AppliedDiscount(kind, label, code, self.shipping, offer=offer)
            )
            self.shipping, self.to_free = ZERO, False

    def _apply(
        self,
        kind: str,
        label: str,
        code: str | None,
        shares: list[Decimal],
        offer: int | None = None,
    ) -> None:
        """What takes nothing off is not listed: a voucher stays whole for another day."""
        if amount := sum(shares, ZERO):
            self.headroom = [
                left - share for left, share in zip(self.headroom, shares, strict=True)
            ]
            self.discounts.append(AppliedDiscount(kind, label, code, amount, shares, offer))

    @property
    def lines(self) -> list[PricedItem]:
        lines = []
        for number, item in enumerate(self.items):
            off = [
                (applied.label, applied.shares[number])
                for applied in self.discounts
                if applied.shares and applied.shares[number]
            ]
            total = item.total - sum((amount for _, amount in off), ZERO)
            lines.append(PricedItem(item.id, item.total, off, total))
        return lines

    @property
    def off_goods(self) -> Decimal:
        return sum((sum(applied.shares, ZERO) for applied in self.discounts), ZERO)

    @property
    def total(self) -> Decimal:
        goods = sum((item.total for item in self.items), ZERO)
        return goods - self.off_goods + self.shipping


def _off_shipping(discounts: Iterable[AppliedDiscount]) -> Decimal:
    return sum(
        (applied.amount for applied in discounts if not applied.shares),
        ZERO,
    )
