"""The reach of a log-in. A code or a password proves an identity to every shop; a link
proves only what one shop says of its own customer, and opens that shop alone.
"""

from collections.abc import Callable
from functools import partial

from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import User

# The key in the session of the only shop that it opens.
ONLY = "only_shop"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def log_in(request: HttpRequest, user: User) -> None:
    """Sign in by code or password, for every shop."""
    login(request, user, backend=BACKEND)
    unbind(request)


def log_in_to_shop(request: HttpRequest, user: User, shop: str) -> None:
    """Sign in by a link, for the one shop that has asked for it."""
    # A new session: what the last person left in it is not this person's.
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[ONLY] = shop


def unbind(request: HttpRequest) -> None:
    request.session.pop(ONLY, None)


def is_bound_to_shop(request: HttpRequest) -> bool:
    return ONLY in request.session


def bound_to_shop(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: outside the shop that a link opened, its person is anonymous.

    Lazy, so that a page that asks for no user reads no session.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(_user_here, request, request.user))  # type: ignore[assignment]
        return get_response(request)

    return answer


def _user_here(request: HttpRequest, user: User | AnonymousUser) -> User | AnonymousUser:
    only = request.session.get(ONLY)
    outside = only is not None and request.path_info.split("/")[1] != only
    return AnonymousUser() if outside else user
