"""Which e-mail addresses are one person's, and how an address is remembered unread.

``address_key`` is the one comparison of addresses. The database has the same function
under the same name (``core.address_sql``), and keeps its answer beside every address that
is searched by (``core.address_fields``). Never compare ``lower(email)`` where the question
is whose address it is; ``shop.persons`` says who is the same person.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Provider:
    """How a provider reads what stands before the @.

    ``domains`` is a regular expression that Python and PostgreSQL both read. Mail to all of
    them is kept under ``home`` if there is one. What follows one of ``separators`` is a tag
    that the owner has made up; letters in ``ignored`` make no difference.
    """

    domains: str
    home: str = ""
    separators: str = "+"
    ignored: str = ""


# As the providers document it: dots are nothing to Gmail and something to Outlook, which is
# why nobody else's are dropped.
PROVIDERS = (
    Provider(r"g(oogle)?mail\.com", home="gmail.com", ignored="."),
    Provider(r"(icloud|me|mac)\.com", home="icloud.com"),
    Provider(r"proton\.me|protonmail\.(com|ch)|pm\.me", home="proton.me", ignored=".-_"),
    # A Yahoo name has no dash: what stands before one is the name of its owner.
    Provider(r"yahoo\.[a-z]{2,3}(\.[a-z]{2})?|(ymail|rocketmail)\.com", separators="+-"),
)
# Letters after a + are a tag at Outlook, iCloud, Fastmail, Orange … and in the usual set-up
# of the servers that companies run themselves; none is known to give them to somebody else.
ANYBODY = Provider(".*")

BLANKS = " \t\r\n"
# Capitals of the alphabets that domains in Europe are written in. Not ``str.lower``: what
# it does to a letter changes with the letters around it, and with the version of Unicode.
CAPITALS = "".join(
    letter
    for letter in map(chr, range(0x41, 0x530))
    if len(letter.lower()) == 1 and letter.lower() != letter
)
SMALL = CAPITALS.lower()
_LOWER = str.maketrans(CAPITALS, SMALL)
# Dots of other scripts, which separate the parts of a domain as well (RFC 3490, 3.1).
DOTS = "\u3002\uff61"


def address_key(email: str) -> str:
    """Return one spelling for all addresses that reach one mailbox; empty for what is none.

    Capitals, composed and decomposed accents, a domain in its own letters or as xn--, and
    the aliases that a provider makes of one address are the same.
    """
    address = unicodedata.normalize("NFKC", email).translate(_LOWER)
    local, _at, domain = address.strip(BLANKS).rpartition("@")
    labels = domain.translate(str.maketrans(DOTS, "..")).rstrip(".").split(".")
    domain = ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in labels
    )
    if not local or not domain:
        return ""
    found = (each for each in PROVIDERS if re.fullmatch(each.domains, domain))
    provider = next(found, ANYBODY)
    # Never empty: « +shop@ » without its tag would be everybody's at that domain.
    bare = re.split(f"[{provider.separators}]", local, maxsplit=1)[0]
    bare = bare.translate(str.maketrans("", "", provider.ignored))
    return f"{bare or local}@{provider.home or domain}"


def undotted(email: str) -> str:
    """Return the key of the address without dots before the @; empty for none.

    Not who somebody is, only whom they resemble: dots make another mailbox at most
    providers, and seldom another person.
    """
    local, at, domain = address_key(email).rpartition("@")
    return f"{local.replace('.', '')}{at}{domain}"


_WORD_END = re.compile(r"[\s,;:\"'<>\[\](){}]+")


def without_address(lines: Iterable[Any], keys: Collection[str]) -> list[Any]:
    """Return the lines of a file, as JSON, in which no word is an address with one of the
    keys.
    """
    kept = []
    for line in lines:
        words = _WORD_END.split(json.dumps(line, ensure_ascii=False))
        if not any(address_key(word) in keys for word in words if "@" in word):
            kept.append(line)
    return kept


def digest(purpose: str, text: str) -> bytes:
    """Return 32 bytes (HMAC-SHA-256) that are the same for the same text and purpose."""
    key: str = settings.ADDRESS_KEY
    return hmac.digest(key.encode(), f"{purpose}\n{text}".encode(), hashlib.sha256)


def postal_digest(address: str) -> bytes | None:
    """Return a digest of the letters and digits of a postal address; None without any."""
    letters = "".join(sign for sign in address.casefold() if sign.isalnum())
    return digest("home", letters) if letters else None
