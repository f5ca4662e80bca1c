"""Names that go into a mail or onto somebody's page, and codes that name a sponsor."""

import secrets

from vouchers.rules import ALPHABET

LENGTH = 8
_BETWEEN = {" ", "-", "'", "’"}


def new_code() -> str:
    """Nearly 40 bits: what it opens is a first name and an offer."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_name(text: str) -> bool:
    """Letters, and what stands between the parts of a name: neither an address nor the
    price of an offer fits in.
    """
    return all(sign.isalpha() or sign in _BETWEEN for sign in text)


def initials(*names: str) -> str:
    """« Julie », « Martin » are « J. M. ». That is all that a sponsor is shown."""
    firsts = [name.strip()[0].upper() for name in names if name.strip()]
    return " ".join(f"{each}." for each in firsts[:2])
