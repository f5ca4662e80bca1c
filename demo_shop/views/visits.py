"""Who looks at the shop, and with which cart."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import devices
from core.errors import Refused
from demo_shop import queries as demo_shop_queries
from demo_shop.actions import carts
from demo_shop.api_client import ProgrammeClient, ProgrammeRefused, ProgrammeUnavailable
from demo_shop.favourites import Favourites
from demo_shop.models import DemoAccount, DemoCart, Storefront
from shop.models import Shop

# Of a visitor, whose favourites the session keeps.
MOST_FAVOURITES = 100


class TooManyFavourites(Refused):
    code = "too_many_favourites"

    def __init__(self) -> None:
        super().__init__(_("These are a lot of hearts. Log in to keep more."))


@dataclass
class Visit:
    """One request to the shop: by whom, where, when, and the open cart if there is one."""

    request: HttpRequest
    storefront: Storefront
    account: DemoAccount | None
    cart: DemoCart | None
    now: datetime = field(default_factory=timezone.now)

    @property
    def shop(self) -> Shop:
        return self.storefront.shop

    @property
    def programme(self) -> ProgrammeClient:
        return ProgrammeClient(self.storefront.api_key)

    @property
    def customer(self) -> str | None:
        return self.account.number if self.account else None

    @property
    def has_codes(self) -> bool:
        """Whether a customer's cart holds codes, which are worth money."""
        return bool(self.account and self.cart and self.cart.codes)

    def confirm(self, page: str = "") -> HttpResponse | None:
        """The page that asks for a code; None where this browser is known."""
        return devices.confirm(self.request, self.shop.code, page)

    def get_or_create_cart(self) -> DemoCart:
        """Answer the open cart, or create one that the session names to its visitor."""
        if self.cart is None:
            self.cart = carts.new_cart(
                storefront=self.storefront, account=self.account, now=self.now
            )
            if self.account is None:
                self.request.session[_cart_key(self.storefront)] = str(self.cart.key)
        return self.cart

    @cached_property
    def favourites(self) -> Favourites | None:
        """The saved products; None where the programme does not answer: no button then."""
        try:
            return self.programme.favourites(self.customer, self.kept_favourites)
        except Refused:
            return None

    @property
    def kept_favourites(self) -> list[str]:
        """The numbers of the products that a visitor has saved."""
        kept: list[str] = self.request.session.get(_favourites_key(self.storefront), [])
        return kept

    def keep_favourite(self, product: str, *, saved: bool) -> None:
        """Raises TooManyFavourites."""
        kept = [each for each in self.kept_favourites if each != product]
        if saved and len(kept) >= MOST_FAVOURITES:
            raise TooManyFavourites
        self.request.session[_favourites_key(self.storefront)] = [
            *kept,
            *([product] if saved else []),
        ]

    def page(self, name: str, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "shop": self.shop,
            "account": self.account,
            "cart": self.cart,
            "categories": demo_shop_queries.categories(self.storefront),
            "pieces": demo_shop_queries.pieces(self.cart),
            "favourites": self.favourites,
        }
        return render(self.request, f"demo_shop/{name}.html", context, status=status)


def in_shop[**P](
    view: Callable[Concatenate[Visit, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Make a view of a page of the shop that the address names. Raises Http404."""

    @never_cache
    @wraps(view)
    def page(
        request: HttpRequest, shop: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        visit = _enter(request, shop)
        with timezone.override(visit.shop.zone):
            return view(visit, *args, **kwargs)

    return page


def _enter(request: HttpRequest, code: str) -> Visit:
    storefront = demo_shop_queries.storefront(code)
    if storefront is None:
        raise Http404
    account = demo_shop_queries.account_of(storefront, request.user)
    key = request.session.get(_cart_key(storefront))
    cart = demo_shop_queries.open_cart(storefront, account, key)
    visit = Visit(request, storefront, account, cart)
    if account and key:
        # Merge the cart from before the log-in into the account's, once.
        del visit.request.session[_cart_key(visit.storefront)]
        before = demo_shop_queries.open_cart(visit.storefront, None, key)
        if before and visit.account:
            visit.cart = carts.attach_cart(
                account=visit.account, cart=before, now=visit.now
            )
    if account and _favourites_key(storefront) in request.session:
        _save_visitor_favourites(visit, account)
    return visit


def _save_visitor_favourites(visit: Visit, account: DemoAccount) -> None:
    """Save the favourites from before the log-in in the account, once.

    What cannot be sent now is sent with the next page; one that is refused is dropped.
    """
    session, name = visit.request.session, _favourites_key(visit.storefront)
    left = visit.kept_favourites
    try:
        while left:
            with suppress(ProgrammeRefused):
                visit.programme.add_favourite(account.number, left[0])
            left = left[1:]
    except ProgrammeUnavailable:
        session[name] = left
    else:
        del session[name]


def _favourites_key(storefront: Storefront) -> str:
    return f"demo_shop:{storefront.pk}:favourites"


def _cart_key(storefront: Storefront) -> str:
    return f"demo_shop:{storefront.pk}"
