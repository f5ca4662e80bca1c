"""What a basket comes to: group discount, percent bons, amount bons, shipping.

Every figure is rounded once, on the whole it is taken off, and split over the lines by
largest remainder. Each percentage is taken off the goods net of the group's discount, and
amounts are poured over what is left: so neither the order of the codes nor a bon more can
ever raise the price. Offers will stand between the group and the bons; gift cards pay,
and come after the total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import ZERO, split, to_cent
from vouchers.rules.basket import Bon, Group, Item, Kind, Reason
from vouchers.rules.pouring import pour


@dataclass(frozen=True, slots=True)
class Cut:
    """One discount: ``shares`` are its parts by line, empty where it is off shipping."""

    kind: str
    label: str
    code: str | None
    amount: Decimal
    shares: list[Decimal] = field(default_factory=list)


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
    """``lines`` and ``shipping`` add up to ``total``."""

    lines: list[PricedItem]
    discounts: list[Cut]
    refused: list[Refusal]
    shipping: Decimal
    total: Decimal

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
    bons: Iterable[Bon],
    group: Group | None = None,
) -> Quote:
    """The cheapest of what may stand together; among equals the bons that end first.

    ``shipping`` None: not known yet, so a bon for it stands there with nothing to take.
    """
    fit: list[Bon] = []
    refused: list[Refusal] = []
    for bon in sorted(bons, key=lambda bon: bon.rank):
        refusal = misfit(bon, items) or _clash(bon, group)
        refused.append(refusal) if refusal else fit.append(bon)
    ways = [_Pricing(items, shipping, *way) for way in _ways(fit, group)]
    best = min(ways, key=lambda way: (way.total, way.ranks))
    left_out = [
        Refusal(bon.code, Reason.NOT_COMBINABLE)
        for bon in fit
        if bon.code not in best.codes
    ]
    return Quote(
        lines=best.lines,
        discounts=best.cuts,
        refused=sorted(refused + left_out, key=lambda each: each.code.upper()),
        shipping=best.shipping,
        total=best.total,
    )


def booked(
    items: Sequence[Item], bons: Sequence[Bon], *, group_percent: Decimal, discount: Decimal
) -> dict[str, Decimal]:
    """By code, what each bon took off an order, ``discount`` being all that was.

    The shop has taken them together, whatever we should have said; so no condition is
    looked at but the goods a bon is for. Shipping is not told apart by the shop.
    """
    group = Group(label="", percent=group_percent)
    priced = _Pricing(items, ZERO, sorted(bons, key=lambda bon: bon.rank), group)
    taken = dict.fromkeys((bon.code for bon in bons), ZERO)
    for cut in priced.cuts:
        if cut.code is not None:
            taken[cut.code] = min(cut.amount, discount)
            discount -= taken[cut.code]
    return taken


def misfit(bon: Bon, items: Sequence[Item]) -> Refusal | None:
    """Why the bon is not for this basket, whatever else is named with it."""
    goods = [item for item in items if not item.gift_card]
    excl_tax = bon.minimum_excl_tax
    amounts = (item.total_excl_tax if excl_tax else item.total for item in goods)
    missing = bon.minimum - sum(amounts, ZERO)
    if missing > 0:
        return Refusal(bon.code, Reason.BELOW_MINIMUM, missing)
    if not any(item.total for item in goods if bon.scope.covers(item)):
        return Refusal(bon.code, Reason.NO_ELIGIBLE_PRODUCT)
    return None


def _clash(bon: Bon, group: Group | None) -> Refusal | None:
    """A group discount that is in the prices cannot be given up for a bon."""
    if group and group.in_prices and group.gives and not bon.with_group:
        return Refusal(bon.code, Reason.NOT_COMBINABLE)
    return None


type _Way = tuple[list[Bon], Group | None]


def _ways(fit: list[Bon], group: Group | None) -> Iterable[_Way]:
    """Whatever may stand together and cannot be added to: more is never dearer."""
    given = group if group and group.gives and not group.in_prices else None
    yield from (
        (bons, given)
        for bons in _together([bon for bon in fit if bon.with_group or not given])
    )
    if given and not all(bon.with_group for bon in fit):
        yield from ((bons, None) for bons in _together(fit))


def _together(bons: list[Bon]) -> Iterable[list[Bon]]:
    yield [bon for bon in bons if bon.with_vouchers]
    yield from ([bon] for bon in bons if not bon.with_vouchers)


class _Pricing:
    """A basket being priced: ``room`` is what each line may still lose."""

    def __init__(
        self,
        items: Sequence[Item],
        shipping: Decimal | None,
        bons: Sequence[Bon],
        group: Group | None,
    ) -> None:
        self.items = items
        self.shipping = shipping or ZERO
        self.to_free = shipping is None or shipping > 0
        self.cuts: list[Cut] = []
        self.room = [ZERO if item.gift_card else item.total for item in items]
        if group:
            self._take_group(group)
        self._take_percents([bon for bon in bons if bon.kind == Kind.PERCENT])
        self._take_amounts([bon for bon in bons if bon.kind == Kind.AMOUNT])
        self._take_shipping([bon for bon in bons if bon.kind == Kind.SHIPPING], group)
        self.codes = {cut.code for cut in self.cuts}
        self.ranks = [bon.rank for bon in bons if bon.code in self.codes]

    def _take_group(self, group: Group) -> None:
        amount = to_cent(sum(self.room, ZERO) * group.percent / 100)
        self._cut("group", group.label, None, split(amount, self.room))

    def _take_percents(self, bons: Sequence[Bon]) -> None:
        """Each off the same goods: 10 % and 20 % are 30 %, and never more than all."""
        base = list(self.room)
        for bon in bons:
            meant = self._meant(bon, base)
            shares = split(to_cent(sum(meant, ZERO) * bon.percent / 100), meant)
            self._cut(
                "voucher",
                bon.label,
                bon.code,
                [min(each) for each in zip(shares, self.room, strict=True)],
            )

    def _take_amounts(self, bons: Sequence[Bon]) -> None:
        """First from goods that the fewest bons are for; within them in proportion."""
        heaps: dict[tuple[int, ...], list[int]] = {}
        for line, item in enumerate(self.items):
            covering = tuple(n for n, bon in enumerate(bons) if bon.scope.covers(item))
            if covering:
                heaps.setdefault(covering, []).append(line)
        whose = sorted(heaps, key=_few_first)
        lines = [heaps[covering] for covering in whose]
        room = [sum((self.room[line] for line in heap), ZERO) for heap in lines]
        reach = [
            [heap for heap, covering in enumerate(whose) if number in covering]
            for number in range(len(bons))
        ]
        poured = pour([bon.amount for bon in bons], reach, room)
        for bon, taken in zip(bons, poured, strict=True):
            shares = [ZERO] * len(self.items)
            for heap, amount in taken.items():
                self._share(amount, lines[heap], shares)
            self._cut("voucher", bon.label, bon.code, shares)

    def _share(self, amount: Decimal, lines: list[int], shares: list[Decimal]) -> None:
        parts = split(amount, [self.room[line] for line in lines])
        for line, part in zip(lines, parts, strict=True):
            shares[line] += part

    def _take_shipping(self, bons: Sequence[Bon], group: Group | None) -> None:
        if group and group.free_shipping:
            self._free("shipping", group.label, None)
        for bon in bons:
            self._free("voucher", bon.label, bon.code)

    def _free(self, kind: str, label: str, code: str | None) -> None:
        if self.to_free:
            self.cuts.append(Cut(kind, label, code, self.shipping))
            self.shipping, self.to_free = ZERO, False

    def _meant(self, bon: Bon, base: Sequence[Decimal]) -> list[Decimal]:
        return [
            amount if bon.scope.covers(item) else ZERO
            for item, amount in zip(self.items, base, strict=True)
        ]

    def _cut(self, kind: str, label: str, code: str | None, shares: list[Decimal]) -> None:
        """What takes nothing off is not listed: a bon stays whole for another day."""
        if amount := sum(shares, ZERO):
            self.room = [
                left - share for left, share in zip(self.room, shares, strict=True)
            ]
            self.cuts.append(Cut(kind, label, code, amount, shares))

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
    def total(self) -> Decimal:
        goods = sum((item.total for item in self.items), ZERO)
        off = sum((sum(cut.shares, ZERO) for cut in self.cuts), ZERO)
        return goods - off + self.shipping


def _few_first(covering: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return len(covering), covering
