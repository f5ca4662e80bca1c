"""How far a cart is from the next step of an offer: « encore 5,00 € pour −10 % »."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vouchers.rules.cart import CartItem, DiscountKind
from vouchers.rules.margin_guard import DiscountSource
from vouchers.rules.offers import DiscountStep, Offer, goods_total
from vouchers.rules.pricing import Price

# A cart priced with these offers, whatever else goes with it.
type Priced = Callable[[Sequence[CartItem], Sequence[Offer]], Price]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A step that is out of reach by ``missing``."""

    offer: Offer
    step: DiscountStep
    missing: Decimal


def thresholds(
    items: Sequence[CartItem], offers: Sequence[Offer], priced: Priced
) -> list[Threshold]:
    """For each offer the next step that would really lower what is paid, nearest first.

    It is tried: the cart is priced with so much more in it, once with the step and once
    without. So nothing is promised that the customer's vouchers or group, an offer before
    it or the margin guard would take away again.
    """
    goods = goods_total(items)
    found = [
        each for offer in offers for each in _of_offer(items, offer, offers, goods, priced)
    ]
    return sorted(found, key=lambda each: each.missing)


def _of_offer(
    items: Sequence[CartItem],
    offer: Offer,
    offers: Sequence[Offer],
    goods: Decimal,
    priced: Priced,
) -> Iterator[Threshold]:
    """Off goods, and for the shipping: at most one of each."""
    for of_shipping in (False, True):
        for step in sorted(offer.steps, key=lambda step: step.minimum):
            if step.minimum <= goods or (step.kind == DiscountKind.SHIPPING) != of_shipping:
                continue
            missing = step.minimum - goods
            more = [*items, _some_of(offer, missing)]
            if _is_less(priced(more, offers), priced(more, _without(offers, offer, step))):
                yield Threshold(offer, step, missing)
                break


def _some_of(offer: Offer, missing: Decimal) -> CartItem:
    """An article that the offer is for, at just the price that is missing."""
    return CartItem(
        id="",
        quantity=1,
        unit_price=missing,
        product=next(iter(offer.scope.products), None),
        categories=offer.scope.categories,
    )


def _without(offers: Iterable[Offer], offer: Offer, step: DiscountStep) -> list[Offer]:
    fewer = replace(offer, steps=tuple(each for each in offer.steps if each != step))
    return [fewer if each is offer else each for each in offers]


def _is_less(there: Price, before: Price) -> bool:
    """Shipping that is not known yet costs nothing, and can be given all the same."""
    if there.total != before.total:
        return there.total < before.total
    return _ships(there) and not _ships(before)


def _ships(quote: Price) -> bool:
    return any(applied.given == DiscountSource.SHIPPING for applied in quote.discounts)
