"""Shelves, articles and their pictures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from core.errors import Refused
from demo_shop import queries as demo_shop_queries
from demo_shop.forms import GiftForm, PutInForm
from demo_shop.models import DemoCartLine, Product
from demo_shop.quotes import Quote
from demo_shop.views.access import Visit, in_shop

# Whoever opens an account will earn; the programme has yet to hear of him.
SOMEBODY_NEW = "-"


@in_shop
def home(visit: Visit) -> HttpResponse:
    return visit.page(
        "home", articles=demo_shop_queries.articles(visit.front), **tiers(visit)
    )


@in_shop
def shelf(visit: Visit, slug: str) -> HttpResponse:
    found = get_object_or_404(demo_shop_queries.shelves(visit.front), slug=slug)
    articles = demo_shop_queries.articles(visit.front).filter(category=found)
    return visit.page("home", articles=articles, shelf=found)


@in_shop
def product(visit: Visit, slug: str) -> HttpResponse:
    found = get_object_or_404(demo_shop_queries.articles(visit.front), slug=slug)
    quote = _quote(visit, found)
    return visit.page(
        "product",
        product=found,
        form=GiftForm() if found.gift_card else PutInForm(),
        earns=quote.points_to_earn if quote else None,
        offers=quote.offers if quote else [],
        **tiers(visit),
    )


def tiers(visit: Visit) -> dict[str, Any]:
    """What the programme promises; nothing where it does not answer."""
    try:
        found = visit.programme.tiers()
    except Refused:
        return {}
    best = max((tier.discount_percent for tier in found), default=None)
    return {"tiers": found, "best": -best if best else None}


def _quote(visit: Visit, product: Product) -> Quote | None:
    """Of one of it, or nothing where the programme does not answer."""
    one = DemoCartLine(product=product, quantity=1)
    try:
        return visit.programme.quote(
            [one],
            customer=visit.customer or SOMEBODY_NEW,
            shipping=visit.front.shipping,
        )
    except Refused:
        return None


@cache_control(public=True, max_age=24 * 3600)
def picture(request: HttpRequest, shop: str, slug: str) -> HttpResponse:
    """Drawn when it is asked for: a few hundred bytes of SVG, without anything outside."""
    found = Product.objects.filter(shop__code=shop, slug=slug).first()
    if found is None:
        raise Http404
    return render(
        request,
        f"demo_shop/drawings/{found.drawing}.svg",
        {"colour": found.colour, "ground": found.ground},
        content_type="image/svg+xml",
    )
