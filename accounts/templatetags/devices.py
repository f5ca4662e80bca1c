"""Codes that are worth money, on pages that a browser opens before it is known."""

from django import template
from django.http import HttpRequest

from accounts.devices import is_known

register = template.Library()

HIDDEN = "••••"


@register.filter
def hides_codes(request: HttpRequest | str) -> bool:
    """Whether codes stay hidden here. Outside a request, as in a file, they do not: the
    file is behind its own guard.
    """
    return isinstance(request, HttpRequest) and not is_known(request)


@register.filter
def masked(email: str) -> str:
    """An address that its owner recognises and nobody else learns: « a…@example.com »."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}…{at}{domain}"


@register.filter
def seen_by(code: str, request: HttpRequest | str) -> str:
    """The code, or its first part where this browser is not known: « FID-•••• »."""
    if not hides_codes(request):
        return code
    prefix, dash, _secret = code.rpartition("-")
    return f"{prefix}{dash}{HIDDEN}"
