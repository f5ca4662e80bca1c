"""Who looks at the shop, and with which cart."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Concatenate

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from core.errors import Refused
from demo_shop import actions as demo_shop
from demo_shop import queries as demo_shop_queries
from demo_shop.models import Account, DemoCart, Storefront
from demo_shop.programme import Away, Programme, SaidNo
from demo_shop.wishes import Hearts
from shop.models import Shop

# A visitor who is not signed in has so many, in his session.
MOST_HEARTS = 100


class TooManyHearts(Refused):
    code = "too_many_hearts"

    def __init__(self) -> None:
        super().__init__(_("These are a lot of hearts. Log in to keep more."))


@dataclass
class Visit:
    """One request to the shop: who, where, when, and the cart if there is one."""

    request: HttpRequest
    front: Storefront
    account: Account | None
    cart: DemoCart | None
    now: datetime = field(default_factory=timezone.now)

    @property
    def shop(self) -> Shop:
        return self.front.shop

    @property
    def programme(self) -> Programme:
        return Programme(self.front.api_key)

    @property
    def customer(self) -> str | None:
        return self.account.number if self.account else None

    def some_cart(self) -> DemoCart:
        """The one there is, or a new one that this visitor finds again."""
        if self.cart is None:
            self.cart = demo_shop.new_cart(
                front=self.front, account=self.account, now=self.now
            )
            if self.account is None:
                self.request.session[_drawer(self.front)] = str(self.cart.key)
        return self.cart

    @cached_property
    def hearts(self) -> Hearts | None:
        """Which are full; without an answer of the programme the shop shows none."""
        try:
            return self.programme.hearts(self.customer, self.kept_hearts)
        except Refused:
            return None

    @property
    def kept_hearts(self) -> list[str]:
        """Of a visitor who is not signed in, in his session."""
        kept: list[str] = self.request.session.get(_hearts(self.front), [])
        return kept

    def keep_heart(self, product: str, *, full: bool) -> None:
        """Raises TooManyHearts."""
        kept = [each for each in self.kept_hearts if each != product]
        if full and len(kept) >= MOST_HEARTS:
            raise TooManyHearts
        self.request.session[_hearts(self.front)] = [*kept, *([product] if full else [])]

    def page(self, name: str, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "shop": self.shop,
            "account": self.account,
            "cart": self.cart,
            "shelves": demo_shop_queries.shelves(self.front),
            "pieces": demo_shop_queries.pieces(self.cart),
            "hearts": self.hearts,
        }
        return render(self.request, f"demo_shop/{name}.html", context, status=status)


def in_shop[**P](
    view: Callable[Concatenate[Visit, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A page of the shop in the address, where one sells."""

    @never_cache
    @wraps(view)
    def page(
        request: HttpRequest, shop: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        visit = _enter(request, shop)
        with timezone.override(visit.shop.zone):
            return view(visit, *args, **kwargs)

    return page


def too_often(visit: Visit, action: str) -> bool:
    """More than the limits of ``action`` allow; where nobody counts, nobody is kept out."""
    try:
        return not ratelimit.consume(visit.request, action=action)
    except RedisError:
        return False


def _enter(request: HttpRequest, code: str) -> Visit:
    front = demo_shop_queries.storefront(code)
    if front is None:
        raise Http404
    account = demo_shop_queries.account_of(front, request.user)
    key = request.session.get(_drawer(front))
    cart = demo_shop_queries.open_cart(front, account, key)
    visit = Visit(request, front, account, cart)
    if account and key:
        _take_along(visit, key)
    if account and _hearts(front) in request.session:
        _press_kept(visit, account)
    return visit


def _take_along(visit: Visit, key: str) -> None:
    """The cart from before the log-in becomes the customer's, once."""
    del visit.request.session[_drawer(visit.front)]
    before = demo_shop_queries.open_cart(visit.front, None, key)
    if before and visit.account:
        visit.cart = demo_shop.adopt(account=visit.account, cart=before, now=visit.now)


def _press_kept(visit: Visit, account: Account) -> None:
    """The hearts from before the log-in are the customer's, once; what cannot be said now
    is said at his next page. One that is refused is forgotten.
    """
    session, name = visit.request.session, _hearts(visit.front)
    left = visit.kept_hearts
    try:
        while left:
            with suppress(SaidNo):
                visit.programme.wish(account.number, left[0])
            left = left[1:]
    except Away:
        session[name] = left
    else:
        del session[name]


def _hearts(front: Storefront) -> str:
    """Where a session keeps them."""
    return f"demo_shop:{front.pk}:hearts"


def _drawer(front: Storefront) -> str:
    """Where a session keeps the cart of somebody who is not signed in."""
    return f"demo_shop:{front.pk}"
