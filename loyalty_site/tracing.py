"""Every request has a name that its answer and all its log lines carry, and a line."""

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
        name = _name(request)
        note(request_id=name)
        # Itself: what may be told of its address is known once it has found its view.
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


def _name(request: HttpRequest) -> str:
    """What the proxy or the shop calls it, where that is a name at all."""
    given = request.headers.get("X-Request-ID", "")
    return given if SANE.fullmatch(given) else uuid.uuid4().hex


def _over(**_: Any) -> None:
    forget()


# Later than the answer: some views do an errand when it has gone out.
request_finished.connect(_over)
