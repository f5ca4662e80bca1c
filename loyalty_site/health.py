"""Health checks: does the process answer (/healthz), can it do its work (/readyz)?"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty_site.celery import app
from programme.tasks import HEARTBEAT

# Beat ticks every minute; three missed in a row are no coincidence.
SILENT = timedelta(minutes=3)
# Seconds: probes wait no longer.
PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}


def health(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The first middleware: a probe knows neither the host name nor TLS."""

    def answer(request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path)
        return view() if view else get_response(request)

    return answer


def healthz() -> HttpResponse:
    """The process is alive; nothing else is checked."""
    return _uncached("ok\n", "text/plain", 200)


def readyz() -> HttpResponse:
    """200 if every check is ok, else 503; a JSON object of all checks either way."""
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except Exception as error:  # noqa: BLE001 -- whatever is wrong, it is not ready
            # Only the type of the error: its text may name hosts and users.
            found[name] = type(error).__name__
    ready = all(answer == "ok" for answer in found.values())
    return _uncached(json.dumps(found), "application/json", 200 if ready else 503)


def _uncached(body: str, content_type: str, status: int) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} to run" if plan else "ok"


def _broker() -> str:
    with app.connection_for_write(transport_options=PATIENCE) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0)
    return "ok"


def _beat() -> str:
    seen = cache.get(HEARTBEAT)
    if seen is None:
        return "never seen"
    silent = timezone.now() - datetime.fromisoformat(seen) > SILENT
    return f"last seen {seen}" if silent else "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "beat": _beat,
}

VIEWS = {"/healthz": healthz, "/readyz": readyz}
