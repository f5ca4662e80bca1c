"""What may stand in the head of a mail."""

import re
import unicodedata
from email.utils import formataddr

# Control characters, line and paragraph separators: they would begin a header of their own.
_BREAKS = {"Cc", "Zl", "Zp"}
_SPACES = re.compile(r"[ \t]{2,}")


def one_line(text: str) -> str:
    """The text without anything that could end its line."""
    kept = (" " if unicodedata.category(each) in _BREAKS else each for each in text)
    return _SPACES.sub(" ", "".join(kept)).strip()


def addressed(name: str, email: str) -> str:
    """« Name <address> », or the address alone where there is no name.

    Raises: ValueError for an address that no mail server takes.
    """
    name, email = one_line(name), ascii_address(email)
    return formataddr((name, email)) if name else email


def ascii_address(email: str) -> str:
    """The address with its domain as mail servers know it: bücher.example is
    xn--bcher-kva.example. Raises: ValueError where that cannot be.
    """
    local, at, domain = email.rpartition("@")
    if not local.isascii():
        raise ValueError("The part before the @ is not ASCII.")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ValueError("The domain of the address cannot be.") from error


def message_id(number: int, seconds: int, host: str) -> str:
    """The same for one mail however often it is tried: who gets it twice can tell."""
    return f"<mail.{number}.{seconds}@{host}>"
