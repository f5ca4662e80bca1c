"""Report errors to Sentry. Imported only where SENTRY_DSN is set."""

from collections.abc import Mapping
from typing import Any

import sentry_sdk
from django.http import HttpRequest
from sentry_sdk.integrations.logging import ignore_logger
from sentry_sdk.types import Breadcrumb, Event, Hint
from structlog.contextvars import get_contextvars

from loyalty_site.log_redaction import redacted, secret_parts


def start(*, dsn: str, release: str, environment: str) -> None:
    sentry_sdk.init(
        dsn=dsn,
        release=release or None,
        environment=environment,
        send_default_pii=False,
        # Variables hold addresses and codes under any name.
        include_local_variables=False,
        max_request_body_size="never",
        before_send=_report,
        before_breadcrumb=_crumb,
    )
    # Scanners of the internet are no error of ours.
    ignore_logger("django.security.DisallowedHost")


def _report(event: Event, _hint: Hint) -> Event:
    """Keep what the log would show: method, path, shop and who; no body, no headers."""
    context = get_contextvars()
    report: dict[str, Any] = {**event}
    for name in ("request", "user", "extra"):
        report.pop(name, None)
    parts: Mapping[str, str] = {}
    request = context.get("request")
    if isinstance(request, HttpRequest):
        parts = secret_parts(request)
        report["request"] = {"method": request.method, "url": request.path}
    facts = {name: each for name, each in context.items() if name != "request"}
    tags: Any = event.get("tags")
    report["tags"] = {**dict(tags or {}), **facts}
    return {name: redacted(value, parts) for name, value in report.items()}  # type: ignore[return-value]


def _crumb(crumb: Breadcrumb, _hint: Hint) -> Breadcrumb | None:
    """Steps before the error, without the data of queries and calls."""
    return {name: redacted(each) for name, each in crumb.items() if name != "data"}
