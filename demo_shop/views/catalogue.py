"""Categories, articles and their pictures."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from core.errors import Refused
from demo_shop import queries as demo_shop_queries
from demo_shop.forms import AddToCartForm, GiftCardForm
from demo_shop.models import DemoCartLine, DemoProduct
from demo_shop.views.visits import Visit, in_shop

# A visitor who opens an account will earn, so the quote is for an unknown customer.
NEW_CUSTOMER = "-"


@in_shop
def home(visit: Visit) -> HttpResponse:
    return visit.page(
        "home", articles=demo_shop_queries.articles(visit.storefront), **tiers(visit)
    )


@in_shop
def category(visit: Visit, slug: str) -> HttpResponse:
    found = get_object_or_404(demo_shop_queries.categories(visit.storefront), slug=slug)
    articles = demo_shop_queries.articles(visit.storefront).filter(category=found)
    return visit.page("home", articles=articles, category=found)


@in_shop
def product(visit: Visit, slug: str) -> HttpResponse:
    found = get_object_or_404(demo_shop_queries.articles(visit.storefront), slug=slug)
    one = DemoCartLine(product=found, quantity=1)
    quote = None
    # Without an answer of the programme the page says nothing of points and offers.
    with suppress(Refused):
        quote = visit.programme.quote(
            [one],
            customer=visit.customer or NEW_CUSTOMER,
            shipping=visit.storefront.shipping,
        )
    return visit.page(
        "product",
        product=found,
        form=GiftCardForm() if found.gift_card else AddToCartForm(),
        earns=quote.points_to_earn if quote else None,
        offers=quote.offers if quote else [],
        **tiers(visit),
    )


def tiers(visit: Visit) -> dict[str, Any]:
    """Return the tiers and the best discount; empty where the programme does not answer."""
    try:
        found = visit.programme.tiers()
    except Refused:
        return {}
    best = max((tier.discount_percent for tier in found), default=None)
    return {"tiers": found, "best": -best if best else None}


@cache_control(public=True, max_age=24 * 3600)
def picture(request: HttpRequest, shop: str, slug: str) -> HttpResponse:
    """Drawn when it is asked for: a few hundred bytes of SVG, without anything outside."""
    found = DemoProduct.objects.filter(shop__code=shop, slug=slug).first()
    if found is None:
        raise Http404
    return render(
        request,
        f"demo_shop/drawings/{found.drawing}.svg",
        {"colour": found.colour, "ground": found.ground},
        content_type="image/svg+xml",
    )
