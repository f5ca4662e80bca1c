"""Requests that no page could answer are refused before any page is asked."""

from collections.abc import Callable
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
    UnreadablePostError,
)
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from core.patience import retry_on_deadlock

REQUEST_TIMEOUT = 408
# It answers for itself, with problem documents, and tries again by itself.
API = "/api/"


class OddRequests:
    """Middleware: a NUL in an address is 404 or 400, a body that never came is 408."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL takes no NUL in a text: wherever it went, it would be an error of ours.
        if not request.path_info.startswith(API):
            if "\0" in request.path_info:
                return HttpResponseNotFound(_("There is no such page."))
            if "%00" in request.META.get("QUERY_STRING", ""):
                return HttpResponseBadRequest(_("This address makes no sense."))
        return self.get_response(request)

    def process_exception(
        self, _request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, UnreadablePostError):
            late = _("The request did not arrive in time.")
            return HttpResponse(late, status=REQUEST_TIMEOUT)
        return None


class Patience:
    """Middleware: a form whose transaction had to give way to another is done again.

    The last of all, so that every check has been made by then. GETs lock nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        named: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.method != "POST" or request.path_info.startswith(API):
            return None
        return retry_on_deadlock(_afresh, request, view, args, named)


def _afresh(
    request: HttpRequest,
    view: Callable[..., HttpResponseBase],
    args: tuple[Any, ...],
    named: dict[str, Any],
) -> HttpResponseBase:
    # A file that the first try has read is at its end.
    for files in request.FILES.lists():
        for file in files[1]:
            file.seek(0)
    return view(request, *args, **named)
