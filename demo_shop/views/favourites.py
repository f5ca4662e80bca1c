"""Favourites: set with a script or without, and kept in the session of a visitor."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from demo_shop import queries as demo_shop_queries
from demo_shop.models import DemoProduct
from demo_shop.views.visits import Visit, in_shop


@in_shop
def favourites(visit: Visit) -> HttpResponse:
    """Redirect a customer to their lists; show a visitor the favourites of the session."""
    if visit.account:
        return redirect("portal:wishes", visit.shop.code)
    wished = demo_shop_queries.articles(visit.storefront).filter(
        number__in=visit.kept_favourites
    )
    return visit.page("favourites", articles=wished)


@require_POST
@in_shop
def set_favourite(visit: Visit, slug: str) -> HttpResponse:
    """Save or remove, as the button says. Idempotent: a double click sets it once."""
    product = get_object_or_404(DemoProduct, shop=visit.shop, slug=slug)
    saved = visit.request.POST.get("saved") == "1"
    try:
        # Answer the sentence to show. Raises ProgrammeRefused and ProgrammeUnavailable.
        if visit.account is None:
            visit.keep_favourite(product.number, saved=saved)
        elif saved:
            visit.programme.add_favourite(visit.account.number, product.number)
        else:
            visit.programme.remove_favourite(visit.account.number, product.number)
        sentence = _("“%(product)s” is no longer on your list.")
        if saved:
            sentence = _("“%(product)s” is on your list.")
        text = sentence % {"product": product.name}
    except Refused as refusal:
        if not visit.request.accepts("text/html"):
            return JsonResponse({"message": str(refusal)}, status=HTTPStatus.CONFLICT)
        messages.error(visit.request, str(refusal))
        return _back(visit, product)
    if visit.request.accepts("text/html"):
        messages.success(visit.request, text)
        return _back(visit, product)
    return JsonResponse({"saved": saved, "message": text})


def _back(visit: Visit, product: DemoProduct) -> HttpResponse:
    """Redirect to the page and the product where the button was pressed."""
    wanted = visit.request.POST.get("next", "")
    home = reverse("demo_shop:home", args=[visit.shop.code])
    inside = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, None)
    return redirect(f"{wanted if inside else home}#coeur-{product.slug}")
