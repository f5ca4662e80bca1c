"""Guard the pages: each is for one customer of one shop."""

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

from accounts import devices
from core.logs import note
from portal.queries.signed_in import Rows, customer_of, with_menu
from shop.models import Customer, Shop

type Page = Callable[..., HttpResponseBase]


def for_customer[**P](
    view: Callable[Concatenate[HttpRequest, Customer, P], HttpResponseBase],
) -> Page:
    """Make a view a page for the signed-in customer of the shop in the address."""
    return for_customer_with(with_menu)(view)


def for_customer_with(
    also: Callable[[Rows], Rows],
) -> Callable[[Page], Page]:
    """Do the same, with ``also`` added to the query of the customer."""
    return partial(_guarded, also)


def _guarded(also: Callable[[Rows], Rows], view: Page) -> Page:
    @never_cache
    @wraps(view)
    def page(
        request: HttpRequest, shop: str, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        customer = customer_of(shop, request.user, also)
        if customer is None:
            return _turn_away(request, get_object_or_404(Shop, code=shop))
        note(shop=customer.shop.code, customer=customer.pk)
        with timezone.override(customer.shop.zone):
            return view(request, customer, *args, **kwargs)

    return page


def on_known_device[**P](
    view: Callable[Concatenate[HttpRequest, Customer, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Customer, P], HttpResponseBase]:
    """Make a page one that a new browser opens only after a code."""

    @wraps(view)
    def through(
        request: HttpRequest, customer: Customer, /, *args: P.args, **named: P.kwargs
    ) -> HttpResponseBase:
        unknown = devices.confirm(request, customer.shop.code)
        return unknown or view(request, customer, *args, **named)

    return through


def _turn_away(request: HttpRequest, shop: Shop) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "portal/no_account.html", {"shop": shop}, status=404)
    if request.method == "POST":
        text = _(
            "You were logged out in the meantime, and nothing was done. "
            "Log in, then do it once more."
        )
        messages.warning(request, text)
    # Of a form that was sent, the page where it stands: its own address may be none.
    page = request.get_full_path()
    if request.method == "POST":
        referer = urlsplit(request.headers.get("Referer", ""))
        page = referer._replace(scheme="", netloc="").geturl()
    query = urlencode({"next": page})
    return redirect(f"{reverse('portal:login', args=[shop.code])}?{query}")


def landing(request: HttpRequest, shop: Shop) -> str:
    """Return the page to go to after the log-in: the one asked for, where it is this
    shop's.
    """
    account = reverse("portal:account", args=[shop.code])
    places = (account, reverse("demo_shop:home", args=[shop.code]))
    wanted = request.GET.get("next", "")
    inside = wanted.startswith(places) and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if inside else account


def start(request: HttpRequest) -> HttpResponse:
    """Redirect to the only shop, or show a choice of shops."""
    shops = list(Shop.objects.order_by("name", "pk"))
    if len(shops) == 1:
        return redirect("portal:account", shops[0].code)
    return render(request, "portal/shops.html", {"shops": shops})


def shop_start(_request: HttpRequest, shop: str) -> HttpResponse:
    return redirect("portal:account", shop)
