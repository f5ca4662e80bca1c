"""Whose request it is, where proxies stand in between."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def behind_proxies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """REMOTE_ADDR becomes the visitor's own address, for whoever asks afterwards.

    Each proxy appends the address it was asked from to X-Forwarded-For. So with
    TRUSTED_PROXIES of them the one that counts is that many from the right; whatever
    stands before it was written by the visitor and is not believed.
    """
    count: int = settings.TRUSTED_PROXIES
    if not count:
        return get_response

    def answer(request: HttpRequest) -> HttpResponse:
        said = request.headers.get("X-Forwarded-For", "").split(",")
        if len(said) >= count:
            request.META["REMOTE_ADDR"] = _address(said[-count]) or _peer(request)
        return get_response(request)

    return answer


def _peer(request: HttpRequest) -> str:
    return str(request.META["REMOTE_ADDR"])


def _address(said: str) -> str | None:
    """Some proxies add the port: 192.0.2.7:443, [2001:db8::7]:443."""
    said = said.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        return str(ip_address(said))
    except ValueError:
        return None
