"""Products to show to a customer who has reached a tier."""

from decimal import Decimal

from django.db.models import Q

from core.money import to_cent
from mailing.mail_types import JSON
from shop.models import Product, Shop
from tiers.models import Tier

COUNT = 3


def featured_products(shop: Shop, tier: Tier) -> list[JSON]:
    """Answer the newest products on sale now, at the tier's price, as values of a mail.

    ``before`` is the price without the tier's discount, "" where it gives none.
    Requires: the tier's group at hand. Queries: 1.
    """
    rows = Product.objects.filter(
        Q(stock=None) | Q(stock__gt=0),
        shop=shop,
        active=True,
        removed=False,
        gift_card=False,
        price__gt=0,
    ).exclude(name="")  # placeholders for products that were only referred to
    discount = tier.group.discount_percent
    found: list[JSON] = []
    for product in rows.order_by("-pk")[:COUNT]:
        before = to_cent(product.price or Decimal(0))
        found.append(
            {
                "name": product.name,
                "url": product.url,
                "image": product.image,
                "price": str(to_cent(before * (100 - discount) / 100)),
                "before": str(before) if discount else "",
            }
        )
    return found
