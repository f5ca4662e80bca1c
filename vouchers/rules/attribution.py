"""What an order's discount is made of, once the shop has stated it.

A shop states one figure. Of all that we might have quoted for these lines, what comes
nearest to it, and is covered by it, is what it has taken: so a shop that knows nothing of
our offers, or of the margin guard, has none of them booked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from core.money import ZERO, split
from vouchers.rules.cart import CartItem, CartVoucher, GroupDiscount
from vouchers.rules.margin_guard import (
    AppliedDiscount,
    CappedDiscount,
    GuardRule,
    shares_by_line,
)
from vouchers.rules.offers import Offer, by_priority, goods_total
from vouchers.rules.pricing import CartPricing, Combination


@dataclass(frozen=True, slots=True)
class Attribution:
    """What each voucher took off, by its code, and each offer, by its key.

    ``shares`` is what all of it, the group's discount included, took off each item's
    goods, ``voucher_shares`` the vouchers' part; both empty where nothing is known.
    ``parts`` are orders, by primary key, whose offers hang on the goods of this one.
    """

    vouchers: dict[str, Decimal]
    offers: dict[int, Decimal] = field(default_factory=dict)
    capped: CappedDiscount | None = None
    shares: Sequence[Decimal] = ()
    voucher_shares: Sequence[Decimal] = ()
    parts: Sequence[int] = ()


def attribute_discount(
    items: Sequence[CartItem],
    named: Sequence[CartVoucher],
    *,
    group: GroupDiscount,
    discount: Decimal,
    free_shipping: bool = False,
    offers: Sequence[Offer] = (),
    guard: GuardRule | None = None,
    beside: Decimal = ZERO,
) -> Attribution:
    """``discount`` is all that was taken off goods; shipping is not told apart by shops.

    The vouchers have been taken together, whatever we should have said; so no condition of
    theirs is looked at but the goods they are for. What they took counts before all
    else: the order names them. ``offers`` are those that were open, by priority;
    ``beside`` is what the goods of other parts of the purchase come to.
    """
    named = sorted(named, key=lambda voucher: voucher.rank)
    goods = goods_total(items)
    reached = [
        offer.shared(goods, beside) for offer in offers if offer.fits(items, goods + beside)
    ]
    shipping = None if free_shipping else ZERO
    priced = [
        CartPricing(items, shipping, combination, within, beside)
        for combination, within in product(
            _combinations(named, group, reached), (guard, None)
        )
    ]
    # A discount beyond the ceiling was not lowered to it.
    likely = [
        each
        for each in priced
        if each.off_goods <= discount
        and not (each.capped and guard and discount > guard.limit(each.goods))
    ]
    taken = max(likely or priced[-1:], key=lambda each: each.off_goods)
    return _shared_out(taken, named, discount)


def _combinations(
    named: Sequence[CartVoucher], group: GroupDiscount, offers: Sequence[Offer]
) -> Iterable[Combination]:
    """With the offers or without; the last is what needs no offer to be so."""
    has_vouchers = bool(named)
    given = group if group.gives else None
    yield Combination(
        named, given, by_priority(offers, group=group.gives, vouchers=has_vouchers)
    )
    if group.gives and not all(offer.with_group for offer in offers):
        yield Combination(
            named, None, by_priority(offers, group=False, vouchers=has_vouchers)
        )
    yield Combination(named, given, ())


def _shared_out(
    priced: CartPricing, named: Sequence[CartVoucher], discount: Decimal
) -> Attribution:
    vouchers = dict.fromkeys((voucher.code for voucher in named), ZERO)
    offers: dict[int, Decimal] = {}
    granted: list[AppliedDiscount] = []
    for applied in sorted(
        priced.discounts,
        key=lambda applied: (applied.code is None, applied.offer or 0),
    ):
        taken = min(applied.amount, discount)
        if applied.shares:
            discount -= taken
            shares = split(taken, applied.shares)
            granted.append(replace(applied, amount=taken, shares=shares))
        if applied.code is not None:
            vouchers[applied.code] = taken
        elif applied.offer is not None:
            offers[applied.offer] = offers.get(applied.offer, ZERO) + taken
    lines = len(priced.items)
    return Attribution(
        vouchers,
        offers,
        priced.capped,
        shares=shares_by_line(granted, lines),
        voucher_shares=shares_by_line([each for each in granted if each.code], lines),
    )
