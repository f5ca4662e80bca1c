"""Authenticate calls by the Bearer key of a shop, check scopes, count requests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja.security.base import AuthBase

from api import actions as api_actions
from api import queries as api_queries
from api.models import ApiKey
from api.problems import Problem
from api.rules import RateWindow
from api.throttling import count_request
from core.logs import note
from shop.models import Shop


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated key, and the clock as it was then. ``window`` is None where requests
    could not be counted.
    """

    key: ApiKey
    now: datetime
    window: RateWindow | None

    @property
    def shop(self) -> Shop:
        return self.key.shop

    @property
    def author(self) -> str:
        return self.key.author


class ApiRequest(HttpRequest):
    """A request that has been authenticated."""

    caller: Caller


def authenticate(request: HttpRequest) -> Caller:
    """Return the caller of the request. Authenticated and counted once, however often this
    is called.

    Raises: Problem 401 or 429.
    """
    known: Caller | None = getattr(request, "caller", None)
    if known:
        return known
    now = timezone.now()
    key = api_queries.key_of(_token(request))
    if key is None:
        raise Problem(
            401,
            "unauthenticated",
            _("Send a valid key of the shop as “Authorization: Bearer …”."),
            headers={"WWW-Authenticate": "Bearer"},
        )
    note(shop=key.shop.code, api_key=key.name)
    caller = Caller(key, now, count_request(key, now))
    request.caller = caller  # type: ignore[attr-defined]
    if caller.window and caller.window.exceeded:
        raise too_many_requests(caller.window)
    return caller


# What this process has noted already: a call says the same as the one before it, and one
# row a day is enough.
_noted: dict[tuple[int, str, str], date] = {}
_MOST_NOTED = 10_000


def _note_use(request: HttpRequest, caller: Caller, scope: str) -> None:
    address, day = str(request.META["REMOTE_ADDR"]), caller.now.date()
    use = (caller.key.pk, scope, address)
    if _noted.get(use) == day:
        return
    api_actions.note_use(key=caller.key, scope=scope, address=address, now=caller.now)
    if len(_noted) >= _MOST_NOTED:
        _noted.clear()
    _noted[use] = day


class KeyAuthentication(AuthBase):
    """Accept keys that have the scope."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    scope: ClassVar[ApiKey.Scope]

    def __call__(self, request: HttpRequest) -> Caller:
        caller = authenticate(request)
        check_scope(caller, self.scope)
        _note_use(request, caller, self.scope.value)
        return caller


def check_scope(caller: Caller, scope: ApiKey.Scope) -> None:
    """Raises: Problem 403 where the key does not have the scope."""
    if scope not in caller.key.scopes:
        detail = _("This call needs a key with the scope “%(scope)s”.")
        raise Problem(
            403,
            "scope_missing",
            detail % {"scope": scope.value},
            details={"scope": scope.value},
        )


# The OpenAPI document names a security scheme by its class.
class FactsKey(KeyAuthentication):
    scope = ApiKey.Scope.FACTS
    openapi_description = gettext_noop("A key with the scope “facts”")


class ReadKey(KeyAuthentication):
    scope = ApiKey.Scope.READ
    openapi_description = gettext_noop("A key with the scope “read”")


class RedeemKey(KeyAuthentication):
    scope = ApiKey.Scope.REDEEM
    openapi_description = gettext_noop("A key with the scope “redeem”")


class GrantKey(KeyAuthentication):
    scope = ApiKey.Scope.GRANT
    openapi_description = gettext_noop("A key with the scope “grant”")


class EraseKey(KeyAuthentication):
    scope = ApiKey.Scope.ERASE
    openapi_description = gettext_noop("A key with the scope “erase”")


class FactsOrGrantKey(KeyAuthentication):
    """Of a call that asks for the one or the other, item by item."""

    scope = ApiKey.Scope.FACTS
    openapi_description = gettext_noop(
        "A key with the scope “facts”, and “grant” for items that give points"
    )

    def __call__(self, request: HttpRequest) -> Caller:
        caller = authenticate(request)
        if ApiKey.Scope.GRANT not in caller.key.scopes:
            check_scope(caller, self.scope)
        return caller


class ManageKey(KeyAuthentication):
    scope = ApiKey.Scope.MANAGE
    openapi_description = gettext_noop("A key with the scope “manage”")


def rate_limit_headers(request: HttpRequest) -> dict[str, Any]:
    """The headers that say how many requests are left of the minute."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None or caller.window is None:
        return {}
    return {
        "RateLimit-Limit": caller.window.limit,
        "RateLimit-Remaining": caller.window.remaining,
        "RateLimit-Reset": caller.window.seconds_left,
    }


def _token(request: HttpRequest) -> str:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def too_many_requests(window: RateWindow) -> Problem:
    return Problem(
        429,
        "too_many_requests",
        _("This key has used up its minute. Go on a little later."),
        headers={"Retry-After": str(window.seconds_left)},
    )
