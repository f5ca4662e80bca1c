"""What a product has cost, and since when: a drop is measured by the last thirty days."""

from datetime import datetime, timedelta
from decimal import Decimal

from shop.models import PriceChange, Product

# Article L112-1-1 of the consumer code, after directive (EU) 2019/2161.
LOOK_BACK = timedelta(days=30)


def note_price(*, product: Product, price: Decimal, at: datetime) -> None:
    """Keep a price with the lowest of the thirty days before it. Of two for one instant the
    last to come in counts. Requires: the product is locked.
    """
    # The lowest price of the thirty days before, with the price that held as they began.
    before = PriceChange.objects.filter(product=product, at__lt=at)
    since = at - LOOK_BACK
    held = before.filter(at__lte=since).order_by("-at").values_list("price", flat=True)
    known = [*held[:1], *before.filter(at__gt=since).values_list("price", flat=True)]
    PriceChange.objects.update_or_create(
        product=product,
        at=at,
        defaults={"price": price, "lowest": min(known, default=None)},
    )
