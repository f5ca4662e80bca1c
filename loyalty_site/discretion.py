"""What log lines and error reports must not repeat, wherever it comes from."""

import re
from collections.abc import Mapping

from django.http import HttpRequest

# Parts of addresses that open something to whoever reads them.
SECRET_PARTS = {"code", "token", "email", "key"}

# Messages of libraries and of PostgreSQL quote values; these are the ones that name a
# person or open a door.
_TELLING = [
    (re.compile(r"(?i)\bbearer\s+[^\s\"',;]+"), "Bearer [secret]"),
    (re.compile(r"\bloyalty_[\w-]{16,}"), "[API key]"),
    (re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*@"), "[secret]@"),
    (re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b[A-Z0-9]{1,20}-[2-9A-HJ-KMNP-Z]{10}\b"), "[code]"),
    (re.compile(r"(?<=\)=\()[^\n]*(?=\))"), "[values]"),
    (re.compile(r"(?<=Failing row contains \()[^\n]*(?=\))"), "[values]"),
]


def discreet(text: str) -> str:
    for pattern, instead in _TELLING:
        text = pattern.sub(instead, text)
    return text


def plain(value: object) -> object:
    """The value as JSON knows it, and discreet."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {discreet(str(name)): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return discreet(str(value))


def address(request: HttpRequest) -> str:
    """The path of a request, without what opens something. Queries are never told."""
    path = request.path
    match = request.resolver_match
    for name, part in (match.kwargs if match else {}).items():
        if name in SECRET_PARTS and part:
            path = path.replace(str(part), f"[{name}]")
    return discreet(path)
