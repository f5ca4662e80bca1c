"""« Mes envies »: the customer's lists, and the changes they make to them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from mailing.models import MailCategory
from mailing.phrases.consents import CONSENT_WORDINGS
from portal.forms import EditWishForm, ListForm
from portal.views.guards import for_customer
from shop.models import Customer
from wishlist import actions as wishlist
from wishlist.models import Wish, Wishlist
from wishlist.phrases import wording_of
from wishlist.queries.lists import (
    list_by_key,
    lists_of,
    removed_list,
    removed_wish,
    wishes_on,
)
from wishlist.queries.settings import settings_of

WISHES_PER_PAGE = 24


@for_customer
def page(request: HttpRequest, customer: Customer, pk: int | None = None) -> HttpResponse:
    """One of the customer's lists; without ``pk`` the default one."""
    shelves = lists_of(customer)
    shown = list_by_key(shelves, pk)
    if shown is None:
        raise Http404
    settings = settings_of(customer.shop)
    words = wording_of(settings)
    rows = wishes_on(shown) if shown.pk else Wish.objects.none()
    found = Paginator(rows, WISHES_PER_PAGE).get_page(request.GET.get("page", ""))
    context = {
        "shop": customer.shop,
        "customer": customer,
        "words": words,
        "settings": settings,
        "shelves": [(each, words.name(each.wishlist)) for each in shelves],
        "list": shown,
        "name": words.name(shown),
        "page": found,
        "priorities": Wish.Priority.choices,
        "asking": str(CONSENT_WORDINGS[MailCategory.WISHLIST].sentence)
        % {"shop": customer.shop.name},
        "form": ListForm(auto_id="id_new_%s"),
        "rename": ListForm(initial={"name": words.name(shown)}),
        "address": _address(request, shown),
        "taken_off": removed_wish(customer, request.GET.get("retiree", "")),
        "removed": removed_list(customer, request.GET.get("supprimee", "")),
    }
    return render(request, "portal/wishes.html", context)


def _address(request: HttpRequest, wishlist: Wishlist) -> str:
    """Return the address of the shared list; empty while it is private."""
    if wishlist.share_key is None:
        return ""
    words = [wishlist.shop.code, wishlist.share_key]
    return request.build_absolute_uri(reverse("portal:shared", args=words))


def list_action[**P](
    view: Callable[Concatenate[HttpRequest, Customer, P], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """Make a view a POST on the customer's lists: 404 for others, messages for refusals."""

    @require_POST
    @for_customer
    @wraps(view)
    def through(
        request: HttpRequest, customer: Customer, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, customer, *args, **kwargs)
        except wishlist.WishNotFound:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:wishes", customer.shop.code)

    return through


@list_action
def open_list(request: HttpRequest, customer: Customer) -> HttpResponse:
    form = ListForm(request.POST)
    if not form.is_valid():
        return _wrong(request, customer, form)
    row = wishlist.open_list(
        customer=customer, name=form.cleaned_data["name"], now=timezone.now()
    )
    return _to(customer, row)


@list_action
def rename(request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    form = ListForm(request.POST)
    if not form.is_valid():
        return _wrong(request, customer, form)
    row = wishlist.rename_list(
        customer=customer, wishlist=pk, name=form.cleaned_data["name"]
    )
    messages.success(request, _("The list is now called “%(name)s”.") % {"name": row.name})
    return _to(customer, row)


@list_action
def remove(_request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    row = wishlist.remove_list(customer=customer, wishlist=pk, now=timezone.now())
    page = reverse("portal:wishes", args=[customer.shop.code])
    return redirect(f"{page}?supprimee={row.pk}")


@list_action
def bring_back(request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    row = wishlist.restore_list(customer=customer, wishlist=pk)
    messages.success(request, _("The list is back. It is private."))
    return _to(customer, row)


@list_action
def share(_request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    return _to(customer, wishlist.share_list(customer=customer, wishlist=pk), "#partage")


@list_action
def stop_sharing(request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    row = wishlist.stop_sharing_list(customer=customer, wishlist=pk)
    messages.success(request, _("The link no longer leads to your list."))
    return _to(customer, row)


@list_action
def change(request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    shelves = lists_of(customer)
    settings = settings_of(customer.shop)
    words = wording_of(settings)
    lists = [each.wishlist for each in shelves if each.wishlist.pk]
    choices = [(each.pk, words.name(each)) for each in lists]
    form = EditWishForm(request.POST, lists=choices, settings=settings)
    if not form.is_valid():
        return _wrong(request, customer, form)
    values = {name: form.cleaned_data[name] for name in ("quantity", "priority", "note")}
    row = wishlist.change_wish(
        customer=customer, wish=pk, values=values, onto=form.cleaned_data["onto"] or None
    )
    if form.says_alerts:
        # Set the alerts; one that the shop does not send at the moment is left as it was.
        wishlist.watch_wish(
            customer=customer,
            wish=row.pk,
            price=form.cleaned_data.get("tells_price", row.price_watched is not None),
            stock=form.cleaned_data.get("tells_stock", row.stock_watched is not None),
            source="portal",
            now=timezone.now(),
        )
    texts = {"product": str(row.product), "list": words.name(row.wishlist)}
    messages.success(request, _("“%(product)s” is on “%(list)s”, as you wish.") % texts)
    return _to(customer, row.wishlist)


@list_action
def take_off(_request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    row = wishlist.remove_wish(customer=customer, wish=pk, now=timezone.now())
    return _to(customer, row.wishlist, f"?retiree={row.pk}")


@list_action
def put_back(request: HttpRequest, customer: Customer, pk: int) -> HttpResponse:
    row = wishlist.restore_wish(customer=customer, wish=pk)
    text = _("“%(product)s” is back on your list.") % {"product": str(row.product)}
    messages.success(request, text)
    return _to(customer, row.wishlist)


def _to(customer: Customer, wishlist: Wishlist, rest: str = "") -> HttpResponse:
    shop = customer.shop.code
    if wishlist.is_default:
        return redirect(reverse("portal:wishes", args=[shop]) + rest)
    return redirect(reverse("portal:list", args=[shop, wishlist.pk]) + rest)


def _wrong(request: HttpRequest, customer: Customer, form: Any) -> HttpResponse:
    for field, errors in form.errors.items():
        texts = {"field": form.fields[field].label, "error": errors[0]}
        messages.error(request, _("%(field)s: %(error)s") % texts)
    return redirect("portal:wishes", customer.shop.code)
