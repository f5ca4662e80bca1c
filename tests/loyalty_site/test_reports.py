"""What an error report carries, as it arrives on the other side."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SITE = """
import logging, sys
import django
from django.urls import path

django.setup()
from django.conf import settings
from django.db import connection
from core.logs import note

def broken(request, code):
    note(shop="boutique", customer=57)
    email = "alice@example.com"
    connection.cursor().execute("SELECT 'bob@example.com'")
    logging.getLogger("shop").warning("Refused FID-7KQ4M2XD9AB to %s", email)
    raise ValueError(f"{email} may not use {code}: Key (email)=({email}) exists")

urlpatterns = [path("bons/<str:code>/", broken)]
settings.ROOT_URLCONF = "__main__"

from django.test import Client
Client(raise_request_exception=False).post(
    "/bons/ab12cd/?token=secret-1",
    {"password": "secret-2"},
    headers={"Host": "localhost", "X-Request-ID": "request-0001",
             "Cookie": "sessionid=secret-3", "Authorization": "Bearer secret-4"},
)
print("sentry_sdk" in sys.modules)
if "sentry_sdk" in sys.modules:
    import sentry_sdk
    sentry_sdk.flush(timeout=10)
"""


class Sentry(ThreadingHTTPServer):
    """Keeps the events that it is sent."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Door)

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.server_port}/1"


class _Door(BaseHTTPRequestHandler):
    server: Sentry

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        lines = [json.loads(line) for line in body.splitlines() if line]
        self.server.events += [line for line in lines if "exception" in line]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its name there
        pass


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    with Sentry() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def break_it(**environment: str) -> str:
    ended = subprocess.run(  # noqa: S603 -- the text above
        [sys.executable, "-c", SITE],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "loyalty_site.settings", "DEBUG": "1"}
        | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


def test_without_an_address_it_is_not_even_loaded() -> None:
    assert break_it(SENTRY_DSN="") == "False"


def test_an_error_is_told_without_people_codes_and_secrets(sentry: Sentry) -> None:
    said = break_it(SENTRY_DSN=sentry.dsn, RELEASE="1.2.3", SENTRY_ENVIRONMENT="staging")

    [event] = sentry.events
    assert said == "True"
    assert (event["release"], event["environment"]) == ("1.2.3", "staging")
    assert event["request"] == {"method": "POST", "url": "/bons/[code]/"}
    assert event["tags"]["request_id"] == "request-0001"
    assert (event["tags"]["shop"], event["tags"]["customer"]) == ("boutique", 57)
    assert event["exception"]["values"][0]["value"] == (
        "[e-mail] may not use [code]: Key (email)=([values]) exists"
    )
    crumbs = [each.get("message") for each in event["breadcrumbs"]["values"]]
    assert "Refused [code] to [e-mail]" in crumbs
    told = json.dumps(event)
    for secret in ("alice@", "bob@", "secret-", "FID-7", "ab12cd"):
        assert secret not in told
