"""What a basket comes to: group, basket offers, percent vouchers, amount vouchers,
shipping.

Every figure is rounded once, on the whole it is taken off, and split over the lines by
largest remainder. Each voucher's percentage is taken off the goods net of what group and
offers give, and amounts are poured over what is left: so neither the order of the codes
nor a voucher more can ever raise the price. The margin guard lowers what is too much for an
order last of all. Gift cards pay, and come after the total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, split, to_cent
from vouchers.rules.basket import CartVoucher, Group, Item, Kind, Reason, Scope
from vouchers.rules.guarding import Capped, Cut, Guard, capped
from vouchers.rules.offers import Offer, goods_of, in_turn
from vouchers.rules.pouring import pour


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a code was not taken. ``missing`` is what the basket lacks to its minimum."""

    code: str
    reason: Reason
    missing: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricedItem:
    id: str
    subtotal: Decimal
    discounts: list[tuple[str, Decimal]]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """``lines`` and ``shipping`` add up to ``total``.

    ``capped`` is what the margin guard left of the discounts, where they were too much.
    """

    lines: list[PricedItem]
    discounts: list[Cut]
    refused: list[Refusal]
    shipping: Decimal
    total: Decimal
    capped: Capped | None = None

    @property
    def off_goods(self) -> Decimal:
        return sum((sum(cut.shares, ZERO) for cut in self.discounts), ZERO)

    @property
    def off_goods_by_vouchers(self) -> Decimal:
        """Their part of ``off_goods``: what an order will book for them."""
        return sum((sum(cut.shares, ZERO) for cut in self.discounts if cut.code), ZERO)


def price(
    items: Sequence[Item],
    shipping: Decimal | None,
    vouchers: Iterable[CartVoucher],
    group: Group | None = None,
    *,
    offers: Sequence[Offer] = (),
    guard: Guard | None = None,
) -> Quote:
    """The cheapest of what may stand together; among equals the vouchers that end first.

    ``shipping`` None: not known yet, so a voucher for it stands there with nothing to take.
    ``offers`` are those open to this customer, by priority.
    """
    fit: list[CartVoucher] = []
    refused: list[Refusal] = []
    for voucher in sorted(vouchers, key=lambda voucher: voucher.rank):
        refusal = misfit(voucher, items) or _clash(voucher, group)
        refused.append(refusal) if refusal else fit.append(voucher)
    goods = goods_of(items)
    reached = [offer for offer in offers if offer.fits(items, goods)]
    ways = [Pricing(items, shipping, way, guard) for way in _ways(fit, group, reached)]
    best = min(ways, key=lambda way: (way.total, way.ranks))
    left_out = [
        Refusal(voucher.code, Reason.NOT_COMBINABLE)
        for voucher in fit
        if voucher.code not in best.codes
    ]
    return Quote(
        lines=best.lines,
        discounts=best.cuts,
        refused=sorted(refused + left_out, key=lambda each: each.code.upper()),
        shipping=best.shipping,
        total=best.total,
        capped=best.capped,
    )


def misfit(voucher: CartVoucher, items: Sequence[Item]) -> Refusal | None:
    """Why the voucher is not for this basket, whatever else is named with it."""
    goods = [item for item in items if not item.gift_card]
    excl_tax = voucher.minimum_excl_tax
    amounts = (item.total_excl_tax if excl_tax else item.total for item in goods)
    missing = voucher.minimum - sum(amounts, ZERO)
    if missing > 0:
        return Refusal(voucher.code, Reason.BELOW_MINIMUM, missing)
    if not any(item.total for item in goods if voucher.scope.covers(item)):
        return Refusal(voucher.code, Reason.NO_ELIGIBLE_PRODUCT)
    return None


def _clash(voucher: CartVoucher, group: Group | None) -> Refusal | None:
    """A group discount that is in the prices cannot be given up for a voucher."""
    if group and group.in_prices and group.gives and not voucher.with_group:
        return Refusal(voucher.code, Reason.NOT_COMBINABLE)
    return None


@dataclass(frozen=True, slots=True)
class Way:
    """What is taken together: vouchers by rank, offers by priority."""

    vouchers: Sequence[CartVoucher]
    group: Group | None
    offers: Sequence[Offer]


def _ways(
    fit: list[CartVoucher], group: Group | None, offers: list[Offer]
) -> Iterable[Way]:
    """Whatever may stand together and cannot be added to: more is never dearer."""
    in_prices = group is not None and group.gives and group.in_prices
    given = group if group and group.gives and not in_prices else None
    yield from _beside(given, fit, offers, in_prices=in_prices)
    with_group = [voucher.with_group for voucher in fit] + [
        offer.with_group for offer in offers
    ]
    if given and not all(with_group):
        yield from _beside(None, fit, offers, in_prices=in_prices)


def _beside(
    group: Group | None, fit: list[CartVoucher], offers: list[Offer], *, in_prices: bool
) -> Iterable[Way]:
    """Vouchers with the offers that go with vouchers; and offers that go with none."""
    has_group = in_prices or group is not None
    vouchers = [voucher for voucher in fit if voucher.with_group or group is None]
    beside = in_turn(offers, group=has_group, vouchers=True)
    yield from (Way(each, group, beside) for each in _together(vouchers))
    if not all(offer.with_vouchers for offer in offers):
        yield Way([], group, in_turn(offers, group=has_group, vouchers=False))


def _together(vouchers: list[CartVoucher]) -> Iterable[list[CartVoucher]]:
    yield [voucher for voucher in vouchers if voucher.with_vouchers]
    yield from ([voucher] for voucher in vouchers if not voucher.with_vouchers)


class Pricing:
    """A basket being priced: ``room`` is what each line may still lose."""

    def __init__(
        self, items: Sequence[Item], shipping: Decimal | None, way: Way, guard: Guard | None
    ) -> None:
        self.items = items
        self.goods = goods_of(items)
        self.shipping = shipping or ZERO
        self.to_free = shipping is None or shipping > 0
        self.cuts: list[Cut] = []
        self.capped: Capped | None = None
        self.room = [ZERO if item.gift_card else item.total for item in items]
        if way.group:
            self._take_group(way.group)
        self._take_offers(way.offers)
        self._take_percents(
            [voucher for voucher in way.vouchers if voucher.kind == Kind.PERCENT]
        )
        self._take_amounts(
            [voucher for voucher in way.vouchers if voucher.kind == Kind.AMOUNT]
        )
        self._take_shipping(way)
        if guard:
            self._keep_within(guard)
        self.codes = {cut.code for cut in self.cuts}
        self.ranks = [
            voucher.rank for voucher in way.vouchers if voucher.code in self.codes
        ]

    def _take_group(self, group: Group) -> None:
        amount = to_cent(sum(self.room, ZERO) * group.percent / 100)
        self._cut("group", group.label, None, split(amount, self.room))

    def _take_offers(self, offers: Sequence[Offer]) -> None:
        """Each off what those before it have left of the goods it is for."""
        for offer in offers:
            meant = self._meant(offer.scope, self.room)
            amount = offer.off(self.goods, sum(meant, ZERO))
            shares = split(amount, meant)
            self._cut("offer", offer.label, None, shares, offer.key)

    def _take_percents(self, vouchers: Sequence[CartVoucher]) -> None:
        """Each off the same goods: 10 % and 20 % are 30 %, and never more than all."""
        base = list(self.room)
        for voucher in vouchers:
            meant = self._meant(voucher.scope, base)
            shares = split(to_cent(sum(meant, ZERO) * voucher.percent / 100), meant)
            self._cut(
                "voucher",
                voucher.label,
                voucher.code,
                [min(each) for each in zip(shares, self.room, strict=True)],
            )

    def _take_amounts(self, vouchers: Sequence[CartVoucher]) -> None:
        """First from goods that the fewest vouchers are for; within them in proportion."""
        heaps: dict[tuple[int, ...], list[int]] = {}
        for line, item in enumerate(self.items):
            covering = tuple(
                n for n, voucher in enumerate(vouchers) if voucher.scope.covers(item)
            )
            if covering:
                heaps.setdefault(covering, []).append(line)
        whose = sorted(heaps, key=_few_first)
        lines = [heaps[covering] for covering in whose]
        room = [sum((self.room[line] for line in heap), ZERO) for heap in lines]
        reach = [
            [heap for heap, covering in enumerate(whose) if number in covering]
            for number in range(len(vouchers))
        ]
        poured = pour([voucher.amount for voucher in vouchers], reach, room)
        for voucher, taken in zip(vouchers, poured, strict=True):
            shares = [ZERO] * len(self.items)
            for heap, amount in taken.items():
                self._share(amount, lines[heap], shares)
            self._cut("voucher", voucher.label, voucher.code, shares)

    def _share(self, amount: Decimal, lines: list[int], shares: list[Decimal]) -> None:
        parts = split(amount, [self.room[line] for line in lines])
        for line, part in zip(lines, parts, strict=True):
            shares[line] += part

    def _take_shipping(self, way: Way) -> None:
        if way.group and way.group.free_shipping:
            self._free("shipping", way.group.label)
        for offer in way.offers:
            if offer.ships(self.goods):
                self._free("offer", offer.label, offer=offer.key)
        for voucher in way.vouchers:
            if voucher.kind == Kind.SHIPPING:
                self._free("voucher", voucher.label, voucher.code)

    def _free(
        self, kind: str, label: str, code: str | None = None, offer: int | None = None
    ) -> None:
        if self.to_free:
            self.cuts.append(Cut(kind, label, code, self.shipping, offer=offer))
            self.shipping, self.to_free = ZERO, False

    def _meant(self, scope: Scope, base: Sequence[Decimal]) -> list[Decimal]:
        return [
            amount if scope.covers(item) else ZERO
            for item, amount in zip(self.items, base, strict=True)
        ]

    def _cut(
        self,
        kind: str,
        label: str,
        code: str | None,
        shares: list[Decimal],
        offer: int | None = None,
    ) -> None:
        """What takes nothing off is not listed: a voucher stays whole for another day."""
        if amount := sum(shares, ZERO):
            self.room = [
                left - share for left, share in zip(self.room, shares, strict=True)
            ]
            self.cuts.append(Cut(kind, label, code, amount, shares, offer))

    def _keep_within(self, guard: Guard) -> None:
        """What is no longer off the shipping is to be paid again."""
        freed = _off_shipping(self.cuts)
        self.cuts, self.capped = capped(self.cuts, guard, self.goods)
        self.shipping += freed - _off_shipping(self.cuts)

    @property
    def lines(self) -> list[PricedItem]:
        return [self._line(number, item) for number, item in enumerate(self.items)]

    def _line(self, number: int, item: Item) -> PricedItem:
        off = [
            (cut.label, cut.shares[number])
            for cut in self.cuts
            if cut.shares and cut.shares[number]
        ]
        return PricedItem(
            item.id, item.total, off, item.total - sum((amount for _, amount in off), ZERO)
        )

    @property
    def off_goods(self) -> Decimal:
        return sum((sum(cut.shares, ZERO) for cut in self.cuts), ZERO)

    @property
    def total(self) -> Decimal:
        goods = sum((item.total for item in self.items), ZERO)
        return goods - self.off_goods + self.shipping


def _off_shipping(cuts: Iterable[Cut]) -> Decimal:
    return sum((cut.amount for cut in cuts if not cut.shares), ZERO)


def _few_first(covering: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return len(covering), covering
