"""Remove secrets and personal data from log lines and error reports."""

import re
from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

from vouchers.rules.codes import ALPHABET, LENGTH

# Parts of addresses that open something to whoever reads them.
SECRET_PARTS = {"code", "token", "email", "key"}
# Shorter than this it is no secret, and would be replaced within every word.
SHORTEST = 4
NOTHING: Mapping[str, str] = {}

# Messages of libraries and of PostgreSQL quote values; these name a person or give access.
# Each pattern runs only where its mark, given first, is found: most texts have none, and
# looking for a fixed text is much faster.
_SECRETS = [
    ("earer", re.compile(r"(?i)\bbearer\s+[^\s\"',;]+"), "Bearer [secret]"),
    ("loyalty_", re.compile(r"\bloyalty_[\w-]{16,}"), "[API key]"),
    ("://", re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*@"), "[secret]@"),
    ("@", re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    ("%40", re.compile(r"[\w.+-]{1,64}%40[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    ("-", re.compile(rf"\b[A-Z0-9]{{1,20}}-[{ALPHABET}]{{{LENGTH}}}\b"), "[code]"),
    (")=(", re.compile(r"(?<=\)=\()[^\n]*(?=\))"), "[values]"),
    ("Failing row", re.compile(r"(?<=Failing row contains \()[^\n]*(?=\))"), "[values]"),
]


def redact(text: str, parts: Mapping[str, str] = NOTHING) -> str:
    for mark, pattern, instead in _SECRETS:
        if mark in text:
            text = pattern.sub(instead, text)
    for part, instead in parts.items():
        text = text.replace(part, instead)
    return text


def redacted(value: object, parts: Mapping[str, str] = NOTHING) -> object:
    """The value as JSON, without secrets."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {redact(str(name)): redacted(each, parts) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each, parts) for each in value]
    return redact(str(value), parts)


def secret_parts(request: HttpRequest) -> Mapping[str, str]:
    """Secret parameters in the address of a request, and what to write instead."""
    match = request.resolver_match or _match(request)
    named = match.kwargs.items() if match else ()
    return {
        str(part): f"[{name}]"
        for name, part in named
        if name in SECRET_PARTS and len(str(part)) >= SHORTEST
    }


def _match(request: HttpRequest) -> ResolverMatch | None:
    """For a request that was refused before Django resolved its address."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None
