"""The outermost step of every call: errors become problem documents."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt

from api.authentication import rate_limit_headers
from api.call_log import log_call
from api.problems import Problem, problem_of
from core.patience import retry_on_deadlock

type ApiView = Callable[..., HttpResponseBase]

LARGEST_BODY = 1024 * 1024


def api_endpoint(view: ApiView) -> ApiView:
    @wraps(view)
    def through(request: HttpRequest, **named: Any) -> HttpResponseBase:
        began = time.perf_counter()
        with language_asked_for(request):
            response = answered(request, named)
            # Within: an answer is masked as it was written.
            log_call(request, response, milliseconds=1000 * (time.perf_counter() - began))
        return response

    def answered(request: HttpRequest, named: dict[str, Any]) -> HttpResponseBase:
        try:
            _check_body(request)
            response = _checked(retry_on_deadlock(view, request, **named))
        except Exception as exc:  # noqa: BLE001 -- the edge: every error gets a response
            response = problem_of(exc).response
        response["Content-Language"] = translation.get_language() or "en"
        for name, value in rate_limit_headers(request).items():
            response[name] = value
        return response

    return no_append_slash(csrf_exempt(through))


@contextmanager
def language_asked_for(request: HttpRequest) -> Iterator[None]:
    """English, unless ``Accept-Language`` asks for another language that we speak.

    No cookie and no setting of the server decides what a machine reads.
    """
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    spoken = {code for code, _name in settings.LANGUAGES}
    wanted = (code.partition("-")[0] for code, _priority in asked)
    with translation.override(next((code for code in wanted if code in spoken), "en")):
        yield


def _check_body(request: HttpRequest) -> None:
    """By its header alone: nothing of a body is read before the key has been judged."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise Problem(415, "unsupported_charset", _("A body is read as UTF-8."))
    announced = request.META.get("CONTENT_LENGTH") or ""
    length = int(announced) if announced.isdecimal() else 0
    # Django reads as many bytes as the header announces, and not one more.
    if length > LARGEST_BODY:
        raise Problem(413, "body_too_large", _("A body holds at most 1 MiB."))


def _checked(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponseNotAllowed):
        raise Problem(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "method_not_allowed",
            _("This address does not take this method."),
            headers={"Allow": response["Allow"]},
        )
    return response
