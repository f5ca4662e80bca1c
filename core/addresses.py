"""Which e-mail addresses are one person's, and how an address is remembered unread.

Letters after a +, dots and capitals do not make another person: whoever receives
« julie.martin+shop@example.com » receives « juliemartin@example.com » in most mailboxes.
"""

import hashlib
import hmac

from django.conf import settings
from django.db.models import CharField, Func

_ALIASES = {"googlemail.com": "gmail.com"}


def same_person(email: str) -> str:
    """One spelling for all addresses of one person; empty stays empty."""
    local, at, domain = email.strip().lower().rpartition("@")
    if not at:
        return ""
    return f"{local.partition('+')[0].replace('.', '')}@{_ALIASES.get(domain, domain)}"


def digest(purpose: str, text: str) -> bytes:
    """Thirty-two bytes by which a text is known again, by nobody without our key."""
    key: str = settings.ADDRESS_KEY
    return hmac.digest(key.encode(), f"{purpose}\n{text}".encode(), hashlib.sha256)


def postal_digest(address: str) -> bytes | None:
    """By which a postal address is known again, however it is written; None without one."""
    letters = "".join(sign for sign in address.casefold() if sign.isalnum())
    return digest("home", letters) if letters else None


class SamePerson(Func):
    """``same_person`` in the database, fit for an index."""

    template = (
        "(replace(split_part(split_part(lower(%(expressions)s), '@', 1), '+', 1), '.', '')"
        " || '@' || replace(split_part(lower(%(expressions)s), '@', 2),"
        " 'googlemail.com', 'gmail.com'))"
    )
    output_field = CharField()
