"""Hearts: pressed with a script or without, and kept for whoever is not signed in."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from demo_shop import queries as demo_shop_queries
from demo_shop.models import Product
from demo_shop.views.access import Visit, in_shop


@in_shop
def wishes(visit: Visit) -> HttpResponse:
    """Who has an account finds his lists there; the hearts of a visitor are here."""
    if visit.account:
        return redirect("portal:wishes", visit.shop.code)
    wished = demo_shop_queries.articles(visit.front).filter(number__in=visit.kept_hearts)
    return visit.page("wishes", articles=wished)


@require_POST
@in_shop
def heart(visit: Visit, slug: str) -> HttpResponse:
    """Full or empty, as the button says: pressed twice by mistake it is pressed once."""
    product = get_object_or_404(Product, shop=visit.shop, slug=slug)
    full = visit.request.POST.get("full") == "1"
    try:
        said = _press(visit, product, full=full)
    except Refused as refusal:
        return _refused(visit, product, str(refusal))
    if visit.request.accepts("text/html"):
        messages.success(visit.request, said)
        return _back(visit, product)
    return JsonResponse({"full": full, "said": said})


def _press(visit: Visit, product: Product, *, full: bool) -> str:
    """What has become of it, in words. Raises SaidNo and Away."""
    if visit.account is None:
        visit.keep_heart(product.number, full=full)
    elif full:
        visit.programme.wish(visit.account.number, product.number)
    else:
        visit.programme.unwish(visit.account.number, product.number)
    sentence = _("“%(product)s” is no longer on your list.")
    if full:
        sentence = _("“%(product)s” is on your list.")
    return sentence % {"product": product.name}


def _refused(visit: Visit, product: Product, why: str) -> HttpResponse:
    if visit.request.accepts("text/html"):
        messages.error(visit.request, why)
        return _back(visit, product)
    return JsonResponse({"said": why}, status=409)


def _back(visit: Visit, product: Product) -> HttpResponse:
    """To the page where the heart was pressed, and to the heart on it."""
    wanted = visit.request.POST.get("next", "")
    home = reverse("demo_shop:home", args=[visit.shop.code])
    inside = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, None)
    return redirect(f"{wanted if inside else home}#coeur-{product.slug}")
