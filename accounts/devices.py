"""The browser of a customer: known once it has answered a code from their mailbox.

Before anything that is worth money leaves the account, a browser that is not known answers
one. Whoever has only the session, or only a password, has not the mailbox. Codes of
vouchers are worth money: whoever reads one can order with it, as a guest with the address.
"""

import secrets
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User

COOKIE = "appareil"
YEAR = 365 * 24 * 3600


def is_known(request: HttpRequest) -> bool:
    """Queries: 1 a request, none where no browser is asked."""
    if not settings.STEP_UP:
        return True
    # A page asks for every code that it shows: kept beside the request, asked once.
    kept = vars(request)
    if "is_known_device" not in kept:
        kept["is_known_device"] = _ask(request)
    return bool(kept["is_known_device"])


def _ask(request: HttpRequest) -> bool:
    user, token = request.user, request.COOKIES.get(COOKIE, "")
    return isinstance(user, User) and accounts.is_known_device(user=user, token=token)


def counted_as(request: HttpRequest, email: str) -> str:
    """The name under which tries for this address are counted: the address, and for a
    browser of its owner that browser too. Strangers who use up the bound of an address do
    not lock its owner out. Queries: 1 with the cookie of a known browser, else none.
    """
    address, token = email.strip().lower(), request.COOKIES.get(COOKIE, "")
    if token and accounts.is_device_of(email=address, token=token):
        return f"{address} in {accounts.digest_of(token)}"
    return address


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


def confirm(request: HttpRequest, shop: str, page: str = "") -> HttpResponse | None:
    """The page that asks for the code, and leads to ``page`` afterwards; None where this
    browser is known. What a form held is to be sent once more.
    """
    if is_known(request):
        return None
    query = urlencode({"next": page or request.path})
    return redirect(f"{reverse('portal:device', args=[shop])}?{query}")
