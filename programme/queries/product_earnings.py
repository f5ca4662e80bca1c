"""What single products earn: as a quote of one piece of each would say, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from programme.queries.quoting import (
    PricingTerms,
    cart_item,
    earning_terms,
    group_discount,
)
from shop.models import Customer, Product, Shop
from shop.queries import buyer, traits_by_id
from shop.rules.facts import OrderLineFact
from vouchers.queries.offers import active_offers

_UNIT = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class ProductPoints:
    """What one piece earns at this price; both None where no price is known."""

    product: str
    points: int | None = None
    price: Decimal | None = None


def product_points(
    *, shop: Shop, customer: str | None, products: Sequence[str], now: datetime
) -> list[ProductPoints]:
    """Answer what each of the products earns, in their order, at the prices that the shop
    has stated.

    ``customer``: None for somebody who has just opened an account; a guest earns nothing.
    Queries: 5, and as many more as one quote, however many products.
    """
    # 1. What is the same for all of them is read once.
    known = buyer(shop, customer) if customer is not None else None
    rows = Product.objects.filter(shop=shop, external_id__in=products, removed=False)
    priced = {row.external_id: row for row in rows if row.price is not None}
    traits = traits_by_id(shop.pk, priced)
    group = group_discount(shop, known)
    given = active_offers(shop, known, member=True, at=now)
    pricing = PricingTerms(None, [], group, given)
    terms = earning_terms(shop, known, now)

    # 2. Each is priced as a cart of one piece, which reads nothing more.
    def of(product: str) -> ProductPoints:
        row = priced.get(product)
        if row is None or row.price is None:
            return ProductPoints(product)
        line = _one_piece(row, row.price, shop, known)
        if known and not known.may_earn:
            return ProductPoints(product, 0, line.unit_price)
        items = [cart_item(line, traits.get(product))]
        points = terms.points(items, pricing.price(items, given.rules))
        return ProductPoints(product, points, line.unit_price)

    return [of(product) for product in products]


def _one_piece(
    row: Product, price: Decimal, shop: Shop, customer: Customer | None
) -> OrderLineFact:
    """Build the line as the shop would put it into a cart: with the group's discount, where
    the shop's prices contain it.
    """
    group = customer.group if customer and shop.applies_group else None
    times = 1 - group.discount_percent / 100 if group else Decimal(1)
    bare = row.price_excl_tax
    return OrderLineFact(
        id="1",
        product=row.external_id,
        quantity=1,
        unit_price=(price * times).quantize(_UNIT),
        unit_price_excl_tax=None if bare is None else (bare * times).quantize(_UNIT),
        on_sale=row.on_sale,
    )
