"""A shared list, for whoever has its link: it shows the owner's first name only."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.logs import note
from core.throttling import is_throttled
from portal.queries.signed_in import customer_of
from portal.views.wishes import WISHES_PER_PAGE
from wishlist import actions as wishlist
from wishlist.models import Wishlist
from wishlist.phrases import wording_of
from wishlist.queries.lists import shared_list, shared_wishes_on
from wishlist.queries.settings import settings_of

# The session's key of the id under which its visitor gives.
GIVER = "giver"


@never_cache
def page(request: HttpRequest, shop: str, key: str) -> HttpResponse:
    """The list. Its owner does not see what is being given."""
    found = _list(shop, key)
    rows = shared_wishes_on(found, _giver(request))
    settings = settings_of(found.shop)
    words = wording_of(settings)
    context = {
        "shop": found.shop,
        "owner": found.customer.first_name,
        "list": found,
        "name": words.name(found),
        "settings": settings,
        "is_own": _is_own(request, found),
        "page": Paginator(rows, WISHES_PER_PAGE).get_page(request.GET.get("page", "")),
    }
    return render(request, "portal/shared.html", context)


@require_POST
def give(request: HttpRequest, shop: str, key: str, pk: int) -> HttpResponse:
    found = _list(shop, key)
    if _is_own(request, found):
        raise Http404
    if is_throttled(request, "gift"):
        messages.error(request, _("Please wait a minute and try again."))
        return redirect("portal:shared", shop, key)
    giver = _giver(request) or uuid4()
    try:
        row = wishlist.pledge_gift(wishlist=found, wish=pk, giver=giver, now=timezone.now())
    except wishlist.WishNotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        request.session[GIVER] = giver.hex
        text = _("You offer “%(product)s”: the others who have the link see that.")
        messages.success(request, text % {"product": row.product})
    return redirect("portal:shared", shop, key)


@require_POST
def not_give(request: HttpRequest, shop: str, key: str, pk: int) -> HttpResponse:
    found = _list(shop, key)
    giver = _giver(request)
    if giver is None:
        raise Http404
    try:
        row = wishlist.withdraw_pledge(wishlist=found, wish=pk, giver=giver)
    except wishlist.WishNotFound:
        raise Http404 from None
    text = _("You no longer offer “%(product)s”.") % {"product": row.product}
    messages.success(request, text)
    return redirect("portal:shared", shop, key)


def _list(shop: str, key: str) -> Wishlist:
    found = shared_list(shop, key)
    if found is None:
        raise Http404
    note(shop=shop)
    return found


def _is_own(request: HttpRequest, wishlist: Wishlist) -> bool:
    visitor = customer_of(wishlist.shop.code, request.user)
    return visitor == wishlist.customer


def _giver(request: HttpRequest) -> UUID | None:
    known = request.session.get(GIVER)
    return UUID(known) if known else None
