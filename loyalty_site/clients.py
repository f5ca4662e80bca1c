"""The visitor's own address behind proxies."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def behind_proxies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: REMOTE_ADDR becomes the visitor's own address.

    Each proxy appends the address it was asked from to X-Forwarded-For. So with
    TRUSTED_PROXIES of them the one that counts is that many from the right; whatever
    stands before it was written by the visitor and is not believed.
    """
    count: int = settings.TRUSTED_PROXIES
    if not count:
        return get_response

    def answer(request: HttpRequest) -> HttpResponse:
        chain = request.headers.get("X-Forwarded-For", "").split(",")
        if len(chain) >= count and (address := _address(chain[-count])):
            request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return answer


def _address(text: str) -> str | None:
    """Without the port that some proxies add: 192.0.2.7:443, [2001:db8::7]:443."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None
