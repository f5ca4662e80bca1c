"""The error page while the database or Redis is unreachable: 503 instead of 500."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults
from redis.exceptions import RedisError

OUTAGES = (OperationalError, InterfaceError, RedisError)
# Seconds: servers that restart, even after a crash, are back by then.
RETRY_AFTER = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Requires: the exception is being handled. Asks neither."""
    if not isinstance(sys.exception(), OUTAGES):
        return defaults.server_error(request)
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
