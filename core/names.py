"""First names as other people are shown them."""

import re
import unicodedata

_BETWEEN = {" ", "-", "'", "’"}
# « Jean-Luc D. », « St. John », « J.-P. », « J.R. »: a dot that shortens a word. What is
# glued to one, as in an address, is a letter with a dot of its own.
_SHORTENED = re.compile(r"(?<=\w)\.(?=$|[ -]|\w\.)")


def composed(text: str) -> str:
    """Return the name with each accent in its letter, as some keyboards and files do not
    write it, and without blanks around it.
    """
    return unicodedata.normalize("NFC", text).strip()


def is_name(text: str) -> bool:
    """Whether there are only letters, and what stands between the parts of a name.

    Neither an address nor the price of an offer fits in, so a stranger who is written to
    cannot be sent anywhere by a « name ».
    """
    letters = _SHORTENED.sub("", unicodedata.normalize("NFC", text))
    # Some letters have no composed form, and keep their accent as a sign of its own.
    return all(
        (sign.isalpha() or unicodedata.category(sign) == "Mn") or sign in _BETWEEN
        for sign in letters
    )


def initials(*names: str) -> str:
    """« Julie », « Martin » are « J. M. »."""
    firsts = [composed(name)[0].upper() for name in names if name.strip()]
    return " ".join(f"{each}." for each in firsts[:2])
