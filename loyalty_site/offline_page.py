"""A server of ours is away: a page that says so, instead of one that says we broke."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults
from redis.exceptions import RedisError

OUTAGES = (OperationalError, InterfaceError, RedisError)
# Seconds: restarted, or after a crash, they are back by then.
RETRY_AFTER = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """Called where the exception is being handled. Needs neither server itself."""
    if not isinstance(sys.exception(), OUTAGES):
        return defaults.server_error(request)
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
