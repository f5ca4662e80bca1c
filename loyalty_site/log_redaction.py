"""Remove secrets and personal data from log lines and error reports."""

import re
from collections.abc import Mapping
from contextlib import suppress

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

from vouchers.rules.codes import ALPHABET, LENGTH

# Parts of addresses that open something to whoever reads them.
SECRET_PARTS = {"code", "token", "email", "key"}
# Shorter than this it is no secret, and would be replaced within every word.
SHORTEST = 4
# From here on a part of a path is looked at whatever it is called.
OPAQUE = 16
_KEY = re.compile(r"[\w:.=+~%-]+")
# Words with dashes, as in names of pages and files; a number of an order; a version.
_WORDS = re.compile(r"(?:[a-z]{1,15}|[A-Z]{1,15}|\d{1,12})(?:[-_.](?:[a-z]+|\d{1,12}))*")
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
    """Return the value as JSON, without secrets."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {redact(str(name)): redacted(each, parts) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each, parts) for each in value]
    return redact(str(value), parts)


def secret_parts(request: HttpRequest) -> Mapping[str, str]:
    """Return what the address of a request holds that opens something, and what to say
    instead.

    Also of an address that leads nowhere: without its last slash, or with a letter too
    many, it holds the same key. So long parts that nobody could have thought of are masked
    whatever they are, and a known address only says how they are called.
    """
    match = request.resolver_match or _match(request)
    named = match.kwargs.items() if match else ()
    parts = {
        str(part): f"[{name}]"
        for name, part in named
        if name in SECRET_PARTS and len(str(part)) >= SHORTEST
    }
    known = {str(part) for _name, part in named}
    # These read like keys: long, of letters and digits mixed, or of letters in an order
    # that no word has.
    opaque = {
        part: "[secret]"
        for part in request.path_info.split("/")
        if len(part) >= OPAQUE and _KEY.fullmatch(part) and not _WORDS.fullmatch(part)
        if part not in known
    }
    # The longest first: one may be part of another.
    found = opaque | parts
    return {part: found[part] for part in sorted(found, key=len, reverse=True)}


def _match(request: HttpRequest) -> ResolverMatch | None:
    """For a request that was refused before Django resolved its address."""
    for path in (request.path_info, f"{request.path_info}/"):
        with suppress(Resolver404):
            return resolve(path)
    return None
