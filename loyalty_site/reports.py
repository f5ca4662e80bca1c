"""Errors told to Sentry. Imported only where SENTRY_DSN is set."""

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
    # Whoever scans the internet is no error of ours.
    ignore_logger("django.security.DisallowedHost")


def _report(event: Event, _hint: Hint) -> Event:
    """What the log would say: the request's address, who and which shop; no more of it."""
    context = get_contextvars()
    told: dict[str, Any] = {**event}
    for name in ("request", "user", "extra"):
        told.pop(name, None)
    parts: Mapping[str, str] = {}
    request = context.get("request")
    if isinstance(request, HttpRequest):
        parts = secret_parts(request)
        told["request"] = {"method": request.method, "url": request.path}
    told["tags"] = {**_mapping(event.get("tags")), **_facts(context)}
    return {name: redacted(value, parts) for name, value in told.items()}  # type: ignore[return-value]


def _crumb(crumb: Breadcrumb, _hint: Hint) -> Breadcrumb | None:
    """Steps on the way, without what a query or a call was about."""
    return {name: redacted(each) for name, each in crumb.items() if name != "data"}


def _facts(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in context.items() if name != "request"}


def _mapping(tags: Any) -> dict[str, Any]:
    return dict(tags or {})
