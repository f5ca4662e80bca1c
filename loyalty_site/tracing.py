"""Give every request an id, in its response and all its log lines, and log it once."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars

from core.logs import forget, note

log = logging.getLogger("loyalty_site.request")

SANE = re.compile(r"[A-Za-z0-9._:-]{8,64}")
BROKEN = 500


def trace(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        forget()
        # The id that a proxy or the shop has sent, if it is well-formed.
        given = request.headers.get("X-Request-ID", "")
        name = given if SANE.fullmatch(given) else uuid.uuid4().hex
        note(request_id=name)
        # The request itself: once resolved, it says which parts of its address are secret.
        bind_contextvars(request=request)
        response = get_response(request)
        response["X-Request-ID"] = name
        level = logging.WARNING if response.status_code >= BROKEN else logging.INFO
        took = round((time.perf_counter() - began) * 1000, 1)
        log.log(
            level,
            "request",
            extra={"status": int(response.status_code), "duration_ms": took},
        )
        return response

    return answer


def _forget_request(**_: Any) -> None:
    forget()


# Not when the response is returned: some views still log after it was sent.
request_finished.connect(_forget_request)
