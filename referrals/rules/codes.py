"""Codes that name a sponsor."""

import secrets

from vouchers.rules.codes import ALPHABET

LENGTH = 8


def new_code() -> str:
    """Nearly 40 bits, which is enough: a code opens a first name and an offer only."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
