"""Mails within a page of the back-office: alone in a frame that runs nothing."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP

from mailing.queries import RenderedMail

# A mail brings its own styles, and pictures from anywhere; no script, no form, no session.
POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["https:", "data:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}


def framed(
    request: HttpRequest,
    rendered: RenderedMail | None = None,
    *,
    as_text: bool = False,
    faults: Sequence[str] = (),
) -> HttpResponse:
    """A mail as HTML, as text with its subject, or why there is none."""
    if rendered and not as_text:
        response = HttpResponse(rendered.html)
    else:
        context = {"rendered": rendered, "faults": faults}
        response = render(request, "admin/mailing/frame.html", context)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
