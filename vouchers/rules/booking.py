"""What an order's discount is made of, once the shop has stated it.

A shop states one figure. Of all that we might have quoted for these lines, what comes
nearest to it, and is covered by it, is what it has taken: so a shop that knows nothing of
our offers, or of the margin guard, has none of them booked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from core.money import ZERO
from vouchers.rules.basket import CartVoucher, Group, Item
from vouchers.rules.guarding import Capped, Guard
from vouchers.rules.offers import Offer, goods_of, in_turn
from vouchers.rules.pricing import Pricing, Way


@dataclass(frozen=True, slots=True)
class Booking:
    """What each voucher took off, by its code, and each offer, by its key."""

    vouchers: dict[str, Decimal]
    offers: dict[int, Decimal] = field(default_factory=dict)
    capped: Capped | None = None


def booked(
    items: Sequence[Item],
    named: Sequence[CartVoucher],
    *,
    group: Group,
    discount: Decimal,
    free_shipping: bool = False,
    offers: Sequence[Offer] = (),
    guard: Guard | None = None,
) -> Booking:
    """``discount`` is all that was taken off goods; shipping is not told apart by shops.

    The vouchers have been taken together, whatever we should have said; so no condition of
    theirs is looked at but the goods they are for. What they took counts before all
    else: the order names them. ``offers`` are those that were open, by priority.
    """
    named = sorted(named, key=lambda voucher: voucher.rank)
    goods = goods_of(items)
    reached = [offer for offer in offers if offer.fits(items, goods)]
    priced = [
        Pricing(items, None if free_shipping else ZERO, way, within)
        for way, within in product(_ways(named, group, reached), (guard, None))
    ]
    likely = [each for each in priced if _is_covered(each, discount, guard)]
    taken = max(likely or priced[-1:], key=lambda each: each.off_goods)
    return _shared_out(taken, named, discount)


def _ways(
    named: Sequence[CartVoucher], group: Group, offers: Sequence[Offer]
) -> Iterable[Way]:
    """With the offers or without; the last is what needs no offer to be so."""
    has_vouchers = bool(named)
    given = group if group.gives else None
    yield Way(named, given, in_turn(offers, group=group.gives, vouchers=has_vouchers))
    if group.gives and not all(offer.with_group for offer in offers):
        yield Way(named, None, in_turn(offers, group=False, vouchers=has_vouchers))
    yield Way(named, given, ())


def _is_covered(priced: Pricing, discount: Decimal, guard: Guard | None) -> bool:
    """A discount beyond the ceiling was not lowered to it."""
    if priced.off_goods > discount:
        return False
    return not (priced.capped and guard) or discount <= guard.limit(priced.goods)


def _shared_out(
    priced: Pricing, named: Sequence[CartVoucher], discount: Decimal
) -> Booking:
    vouchers = dict.fromkeys((voucher.code for voucher in named), ZERO)
    offers: dict[int, Decimal] = {}
    for cut in sorted(priced.cuts, key=lambda cut: (cut.code is None, cut.offer or 0)):
        taken = min(cut.amount, discount)
        if cut.shares:
            discount -= taken
        if cut.code is not None:
            vouchers[cut.code] = taken
        elif cut.offer is not None:
            offers[cut.offer] = offers.get(cut.offer, ZERO) + taken
    return Booking(vouchers, offers, priced.capped)
