"""What this site signs so that anybody can check it, without asking the site."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


def public_key() -> str:
    """Return the public key in hexadecimal. It changes with SECRET_KEY, so old ones are
    worth keeping.
    """
    return _key().public_key().public_bytes_raw().hex()


def signed(body: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its signature (Ed25519) over the same text without it.

    The text is JSON with sorted keys and no spaces, in UTF-8: docs/check_statement.py
    makes the same.
    """
    body = body | {"public_key": public_key()}
    return body | {"signature": _key().sign(canonical(body)).hex()}


def canonical(body: dict[str, Any]) -> bytes:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _key() -> Ed25519PrivateKey:
    seed = sha256(b"statements" + settings.SECRET_KEY.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)
