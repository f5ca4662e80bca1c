"""The browser of a customer: known once it has answered a code from their mailbox.

Before anything that is worth money leaves the account, a browser that is not known answers
one. Whoever has only the session, or only a password, has not the mailbox.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from shop.models import Customer

COOKIE = "appareil"
YEAR = 365 * 24 * 3600


def is_known(request: HttpRequest) -> bool:
    """Queries: 1, none where no browser is asked."""
    if not settings.STEP_UP:
        return True
    user, token = request.user, request.COOKIES.get(COOKIE, "")
    return isinstance(user, User) and accounts.is_known_device(user=user, token=token)


def remember(
    request: HttpRequest, answer: HttpResponse, user: User, now: datetime
) -> HttpResponse:
    """The browser is known from now on, by a cookie that only it has."""
    token = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(32)
    accounts.know_device(user=user, token=token, now=now)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def on_known_device[**P](
    view: Callable[Concatenate[HttpRequest, Customer, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Customer, P], HttpResponseBase]:
    """Make a page one that a new browser opens only after a code."""

    @wraps(view)
    def through(
        request: HttpRequest, customer: Customer, /, *args: P.args, **named: P.kwargs
    ) -> HttpResponseBase:
        return confirm(request, customer) or view(request, customer, *args, **named)

    return through


def confirm(request: HttpRequest, customer: Customer, page: str = "") -> Any:
    """The page that asks for the code, and leads to ``page`` afterwards; None where this
    browser is known. What a form held is to be sent once more.
    """
    if is_known(request):
        return None
    query = urlencode({"next": page or request.path})
    return redirect(f"{reverse('portal:device', args=[customer.shop.code])}?{query}")
