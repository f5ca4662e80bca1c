"""How far a cart is from the next step of an offer: « encore 5,00 € pour −10 % »."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from vouchers.rules.cart import CartItem, DiscountKind
from vouchers.rules.margin_guard import DiscountSource
from vouchers.rules.offers import DiscountStep, Offer, goods_total
from vouchers.rules.pricing import Price

# Kinds of goods of one offer that are tried: each costs two prices of the cart.
MOST_TRIED = 10

# A cart priced with these offers, whatever else goes with it.
type Priced = Callable[[Sequence[CartItem], Sequence[Offer]], Price]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A step that is out of reach by ``missing``.

    ``any_goods``: whatever goods are added reach it; else only those that the offer is for.
    """

    offer: Offer
    step: DiscountStep
    missing: Decimal
    any_goods: bool = True


def thresholds(
    items: Sequence[CartItem], offers: Sequence[Offer], priced: Priced
) -> list[Threshold]:
    """Find for each offer the next step that would lower what is paid, nearest first.

    By trying: the cart is priced with so much more in it, once with the step and once
    without; more of other goods first, and if that does not help, more of the goods that
    the offer is for. So nothing is promised that vouchers, the group, an offer before it or
    the margin guard would take away again, nor for goods that would not help.
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

            fewer = replace(
                offer, steps=tuple(each for each in offer.steps if each != step)
            )
            without = [fewer if each is offer else each for each in offers]

            def helps(article: CartItem, without: list[Offer] = without) -> bool:
                more = [*items, article]
                return _is_less(priced(more, offers), priced(more, without))

            found = _tried(offer, offers, missing, helps)
            if found is not None:
                yield Threshold(offer, step, missing, found)
                break


def _tried(
    offer: Offer,
    offers: Sequence[Offer],
    missing: Decimal,
    helps: Callable[[CartItem], bool],
) -> bool | None:
    """Whether whatever is added helps; None where not even the offer's own goods do."""
    own = _goods_of(offer, missing)
    if not all(map(helps, own)):
        return None
    others = [
        item for each in offers if each is not offer for item in _goods_of(each, missing)
    ]
    # And an article that the offer is not for, if there is any.
    scope = offer.scope
    foreign = _article(
        missing,
        product=min(scope.excluded_products, default=None),
        category=min(scope.excluded_categories, default=None),
    )
    if not scope.on_sale:
        foreign = replace(_article(missing), on_sale=True)
    return all(map(helps, [foreign, *others]))


def _goods_of(offer: Offer, price: Decimal) -> list[CartItem]:
    """An article of each kind that the offer is for, each at this price; and one of all
    kinds.
    """
    scope = offer.scope
    products = [_article(price, product=each) for each in sorted(scope.products)]
    categories = [_article(price, category=each) for each in sorted(scope.categories)]
    every = replace(
        _article(price, product=min(scope.products, default=None)),
        categories=scope.categories,
    )
    return [every, *(products + categories)[:MOST_TRIED]]


def _article(
    price: Decimal, *, product: int | None = None, category: int | None = None
) -> CartItem:
    shelves = frozenset() if category is None else frozenset([category])
    return CartItem(
        id="", quantity=1, unit_price=price, product=product, categories=shelves
    )


def _is_less(there: Price, before: Price) -> bool:
    """Shipping that is not known yet costs nothing, and can be given all the same."""
    if there.total != before.total:
        return there.total < before.total
    return _ships(there) and not _ships(before)


def _ships(quote: Price) -> bool:
    return any(applied.given == DiscountSource.SHIPPING for applied in quote.discounts)
