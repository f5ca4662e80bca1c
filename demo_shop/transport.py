"""How a call reaches the programme: within this process, or over the network.

A shop elsewhere takes ``HttpTransport``. The demo shop runs beside the programme and hands
its requests to the same application, through every middleware that a request from outside
passes: so no web process waits for another.
"""

import io
from collections.abc import Mapping
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import get_script_prefix

SECONDS_TO_ANSWER = 10


@dataclass(frozen=True, slots=True)
class ApiResponse:
    status: int
    body: bytes


class TransportError(Exception):
    """Nobody was there, or too late."""


class Transport(Protocol):
    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> ApiResponse:
        """Raises TransportError."""


def in_process(
    method: str, path: str, headers: Mapping[str, str], body: bytes
) -> ApiResponse:
    """Call in a context of its own: the language and time zone of the call stay there.

    No request of the server begins or ends: ending one would close the database
    connection that the caller is using.
    """
    request = WSGIRequest(_environ(method, path, headers, body))
    response: Any = copy_context().run(_handler().get_response, request)
    return ApiResponse(response.status_code, b"".join(response))


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _environ(
    method: str, path: str, headers: Mapping[str, str], body: bytes
) -> dict[str, Any]:
    """Build the environment of a request to our own public address."""
    site = urlsplit(settings.BASE_URL)
    secure = site.scheme == "https"
    named = {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in headers.items()}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": get_script_prefix().rstrip("/"),
        # WSGI wants the bytes of the path, one character each.
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or (443 if secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(body),
        **named,
    }


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """To a programme elsewhere, such as https://fidelite.example."""

    site: str

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> ApiResponse:
        where = urlsplit(self.site)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.netloc, timeout=SECONDS_TO_ANSWER)
        sent = {"Content-Type": "application/json", **headers}
        try:
            connection.request(method, quote(path), body, sent)
            response = connection.getresponse()
            return ApiResponse(response.status, response.read())
        except (OSError, HTTPException) as error:
            raise TransportError from error
        finally:
            connection.close()
