"""How far a log-in reaches. A code or a password proves who somebody is, everywhere; a
link proves only what one shop says of its own customer, and opens that shop alone.
"""

from collections.abc import Callable
from functools import partial

from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import User

# The session's word for the only shop it opens.
ONLY = "only_shop"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: User) -> None:
    """By code or password: everywhere."""
    login(request, user, backend=BACKEND)
    unbind(request)


def enter_only(request: HttpRequest, user: User, shop: str) -> None:
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[ONLY] = shop


def unbind(request: HttpRequest) -> None:
    request.session.pop(ONLY, None)


def is_bound(request: HttpRequest) -> bool:
    return ONLY in request.session


def only_there(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Outside the shop that his link opened, he is nobody. The session is not read before
    somebody asks who it is.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(_who, request, request.user))  # type: ignore[assignment]
        return get_response(request)

    return answer


def _who(request: HttpRequest, person: User | AnonymousUser) -> User | AnonymousUser:
    only = request.session.get(ONLY)
    outside = only is not None and request.path_info.split("/")[1] != only
    return AnonymousUser() if outside else person
