"""What may stand in the head of a mail."""

import re
import unicodedata
from email.utils import formataddr
from urllib.parse import urlsplit, urlunsplit

# Control characters, line and paragraph separators: they would begin a header of their own.
_BREAKS = {"Cc", "Zl", "Zp"}
_SPACES = re.compile(r"[ \t]{2,}")


def one_line(text: str) -> str:
    """Return the text without anything that could end its line."""
    kept = (" " if unicodedata.category(each) in _BREAKS else each for each in text)
    return _SPACES.sub(" ", "".join(kept)).strip()


def addressed(name: str, email: str) -> str:
    """« Name <address> », or the address alone where there is no name.

    Raises: ValueError for an address that no mail server takes.
    """
    name, email = one_line(name), ascii_address(email)
    return formataddr((name, email)) if name else email


def ascii_address(email: str) -> str:
    """Return the address with its domain as mail servers know it: bücher.example is
    xn--bcher-kva.example. Raises: ValueError where that cannot be.
    """
    local, at, domain = email.rpartition("@")
    if not local.isascii():
        raise ValueError("The part before the @ is not ASCII.")
    return f"{local}{at}{ascii_host(domain)}"


def ascii_host(host: str) -> str:
    """Raises: ValueError for what is no domain."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("The domain of the address cannot be.") from error


def ascii_url(url: str) -> str:
    """Return the address of a page as a header can hold it. Raises: ValueError."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    netloc = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit(parts._replace(netloc=netloc))


def message_id(number: int, seconds: int, host: str) -> str:
    """Return the same id for each try of a mail, so that mailboxes recognise a second
    copy.
    """
    return f"<mail.{number}.{seconds}@{ascii_host(host)}>"
