"""Addresses that are compared, and those of which only a hash is kept."""

import hashlib
import hmac


def normalised(email: str) -> str:
    """The address as it is compared: one mailbox, however it is written."""
    return email.strip().lower()


def hashed(email: str, *, key: str) -> bytes:
    """16 bytes that tell an address again, and tell nobody else whose it is."""
    digest = hmac.digest(key.encode(), normalised(email).encode(), hashlib.sha256)
    return digest[:16]
