"""« Envoyer à un ami »: what is offered, and how often it was taken up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from sharing.models import Recommendation, SharingSettings
from shop.models import Product, Shop


def settings_of(shop: Shop) -> SharingSettings | None:
    """Return the shop's settings; None where nothing can be sent to a friend.
    Queries: 1.
    """
    return SharingSettings.objects.filter(shop=shop, active=True).first()


def can_be_sent(product: Product) -> bool:
    """Whether the article is sold, and has a name and a page. Queries: 0."""
    return product.active and not product.removed and bool(product.name and product.url)


@dataclass(frozen=True, slots=True)
class SentProduct:
    product: str
    times: int


def most_sent(shop: Shop, since: datetime, until: datetime) -> list[SentProduct]:
    """Return the ten articles sent most in that time; no person is named. Queries: 1."""
    rows = Recommendation.objects.filter(shop=shop, sent_at__gte=since, sent_at__lt=until)
    counted = rows.values("product", "product__name").annotate(times=Count("pk"))
    top = counted.order_by("-times", "product__name", "product")[:10]
    return [SentProduct(each["product__name"], each["times"]) for each in top]
