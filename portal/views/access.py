"""Who gets to which page."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.logs import note
from portal import queries as portal_queries
from shop.models import Customer, Shop

type Page = Callable[..., HttpResponseBase]


def for_customer[**P](
    view: Callable[Concatenate[HttpRequest, Customer, P], HttpResponseBase],
) -> Page:
    """The page of one customer of the shop in the address, and of nobody else."""
    return for_customer_with(portal_queries.with_menu)(view)


def for_customer_with(
    also: Callable[[portal_queries.Rows], portal_queries.Rows],
) -> Callable[[Page], Page]:
    """The same, of a customer who comes with what the page tells of him."""
    return partial(_guarded, also)


def _guarded(
    also: Callable[[portal_queries.Rows], portal_queries.Rows], view: Page
) -> Page:
    @never_cache
    @wraps(view)
    def page(
        request: HttpRequest, shop: str, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        customer = portal_queries.customer_of(shop, request.user, also)
        if customer is None:
            return _turn_away(request, get_object_or_404(Shop, code=shop))
        note(shop=customer.shop.code, customer=customer.pk)
        with timezone.override(customer.shop.zone):
            return view(request, customer, *args, **kwargs)

    return page


def _turn_away(request: HttpRequest, shop: Shop) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "portal/no_account.html", {"shop": shop}, status=404)
    if request.method == "POST":
        said = _(
            "You were logged out in the meantime, and nothing was done. "
            "Log in, then do it once more."
        )
        messages.warning(request, said)
    query = urlencode({"next": _page_of(request)})
    return redirect(f"{reverse('portal:login', args=[shop.code])}?{query}")


def _page_of(request: HttpRequest) -> str:
    """Of a form that was sent, the page where it stands: its own address may be none."""
    if request.method != "POST":
        return request.get_full_path()
    stood = urlsplit(request.headers.get("Referer", ""))
    return stood._replace(scheme="", netloc="").geturl()


def landing(request: HttpRequest, shop: Shop) -> str:
    """Where somebody goes once signed in: the page of account or shop he asked for."""
    account = reverse("portal:account", args=[shop.code])
    places = (account, reverse("demo_shop:home", args=[shop.code]))
    wanted = request.GET.get("next", "")
    inside = wanted.startswith(places) and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if inside else account


def start(request: HttpRequest) -> HttpResponse:
    """The only shop, or a choice of them."""
    shops = list(Shop.objects.order_by("name", "pk"))
    if len(shops) == 1:
        return redirect("portal:account", shops[0].code)
    return render(request, "portal/shops.html", {"shops": shops})


def shop_start(_request: HttpRequest, shop: str) -> HttpResponse:
    return redirect("portal:account", shop)
