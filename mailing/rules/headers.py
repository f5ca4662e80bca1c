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
    """« Name <address> », or the address alone where there is no name."""
    name = one_line(name)
    return formataddr((name, email)) if name else email


def message_id(number: int, seconds: int, host: str) -> str:
    """The same for one mail however often it is tried: who gets it twice can tell."""
    return f"<mail.{number}.{seconds}@{host}>"
