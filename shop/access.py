"""What staff may do in the back-office: each page and action names the right it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models.options import Options
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from shop.models import Shop
from shop.queries import shops_of

# The session's key for the shop that lists, buttons and the home page are about.
SHOP_AT_HAND = "shop_at_hand"

type View = Callable[..., HttpResponseBase]


def may(request: HttpRequest, permission: str) -> bool:
    """Whether they are staff of some shop and have this permission."""
    return request.user.has_perm(permission) and bool(shops_of(request.user))


def require(request: HttpRequest, permission: str) -> None:
    """Raises PermissionDenied."""
    if not may(request, permission):
        raise PermissionDenied


def own_shop(request: HttpRequest, pk: int) -> Shop:
    """Answer this shop, if it is one of the user's. Raises Http404 for any other, as if
    there were none.
    """
    for shop in shops_of(request.user):
        if shop.pk == pk:
            return shop
    raise Http404


def shop_at_hand(request: HttpRequest) -> Shop | None:
    """Answer the shop that lists, tools and home are about: the one chosen at the top.

    The first by name where none was chosen, or one that they have left since; None for
    staff without a shop.
    """
    shops = shops_of(request.user)
    chosen = request.session.get(SHOP_AT_HAND)
    return next((shop for shop in shops if shop.pk == chosen), shops[0] if shops else None)


def may_look(user: User | AnonymousUser, opts: Options[Any]) -> bool:
    """Whoever may look at rows of this model, or do anything to them."""
    codenames = (
        get_permission_codename(what, opts) for what in ("view", "add", "change", "delete")
    )
    return any(user.has_perm(f"{opts.app_label}.{codename}") for codename in codenames)


def guarded(view: View, *, needs: str, to_post: str = "") -> View:
    """Guard a view: for staff of some shop with the permission ``needs``; others get 403.

    ``to_post`` names another one where sending the form takes more than seeing it. Both
    stay on the view as attributes: a test walks all addresses and asks for them.
    """

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Before the view: what it would look up, lock or answer must not depend on the row.
        require(request, to_post if to_post and request.method == "POST" else needs)
        return view(request, *args, **kwargs)

    vars(through).update(needs=needs, to_post=to_post or needs)
    return through
