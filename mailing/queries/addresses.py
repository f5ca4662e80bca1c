"""E-mail addresses by their keyed hash."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from core.addresses import address_key
from core.sql import Fragment
from mailing.models import Suppression

# SHA-256 works on blocks of this many bytes.
_BLOCK = 64


def address_hash(email: str) -> bytes:
    """16 bytes that recognise a mailbox again, under any of its aliases, and tell nobody
    else whose it is. What is no address (an IP) is hashed as it stands.
    """
    text = address_key(email) or email.strip().lower()
    return hmac.digest(_key(), text.encode(), hashlib.sha256)[:16]


# ``address_hash`` of {key}, an ``address_key``: the HMAC written out, for PostgreSQL has no
# hmac() without pgcrypto.
HASH_OF = Fragment("""
    substring(
        sha256(%(mailing_outer)s || sha256(%(mailing_inner)s || convert_to({key}, 'UTF8')))
        FROM 1 FOR 16
    )
""")


def hash_values() -> dict[str, Any]:
    """Return the values of ``HASH_OF``: the inner and outer key of an HMAC (RFC 2104)."""
    key = _key()
    key = hashlib.sha256(key).digest() if len(key) > _BLOCK else key
    padded = key.ljust(_BLOCK, b"\0")
    return {
        "mailing_inner": bytes(byte ^ 0x36 for byte in padded),
        "mailing_outer": bytes(byte ^ 0x5C for byte in padded),
    }


def _key() -> bytes:
    key: str = settings.ADDRESS_KEY
    return key.encode()


def suppressed(
    shops: Iterable[int], hashes: Iterable[bytes]
) -> dict[tuple[int, bytes], str]:
    """Return the reason of each suppression, by shop and hash. Queries: 1."""
    rows = Suppression.objects.filter(shop__in=set(shops), address_hash__in=set(hashes))
    found = rows.values_list("shop", "address_hash", "reason")
    # BinaryField comes back as memoryview, which does not equal the bytes asked for.
    return {(shop, bytes(each)): reason for shop, each, reason in found}
