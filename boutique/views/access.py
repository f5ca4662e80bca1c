"""Who looks at the shop, and with which basket."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from boutique import actions, queries
from boutique.models import Account, Basket, Storefront
from boutique.programme import Programme
from shop.models import Shop


@dataclass
class Visit:
    """One request to the shop: who, where, when, and the basket if there is one."""

    request: HttpRequest
    front: Storefront
    account: Account | None
    basket: Basket | None
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

    def some_basket(self) -> Basket:
        """The one there is, or a new one that this visitor finds again."""
        if self.basket is None:
            self.basket = actions.new_basket(
                front=self.front, account=self.account, now=self.now
            )
            if self.account is None:
                self.request.session[_drawer(self.front)] = str(self.basket.key)
        return self.basket

    def page(self, name: str, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "shop": self.shop,
            "account": self.account,
            "basket": self.basket,
            "shelves": queries.shelves(self.front),
            "pieces": queries.pieces(self.basket),
        }
        return render(self.request, f"boutique/{name}.html", context, status=status)


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


def _enter(request: HttpRequest, code: str) -> Visit:
    front = queries.storefront(code)
    if front is None:
        raise Http404
    account = queries.account_of(front, request.user)
    key = request.session.get(_drawer(front))
    basket = queries.open_basket(front, account, key)
    visit = Visit(request, front, account, basket)
    if account and key:
        _take_along(visit, key)
    return visit


def _take_along(visit: Visit, key: str) -> None:
    """The basket from before the log-in becomes the customer's, once."""
    del visit.request.session[_drawer(visit.front)]
    before = queries.open_basket(visit.front, None, key)
    if before and visit.account:
        visit.basket = actions.adopt(account=visit.account, basket=before, now=visit.now)


def _drawer(front: Storefront) -> str:
    """Where a session keeps the basket of somebody who is not signed in."""
    return f"boutique:{front.pk}"
