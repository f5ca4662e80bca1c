"""Show a mail within a page of the back-office, in a frame that runs no script."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP

from mailing.rendering import RenderedMail

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
    problems: Sequence[str] = (),
) -> HttpResponse:
    """The mail as HTML, or as text with its subject, or the problems that prevent it."""
    if rendered and not as_text:
        response = HttpResponse(rendered.html)
    else:
        context = {"rendered": rendered, "problems": problems}
        response = render(request, "admin/mailing/frame.html", context)
    # The middleware says DENY; the frame is a page of our own.
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
