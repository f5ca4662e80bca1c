"""Signatures of events, compared in constant time."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime

from connectors.contract import BadSignature, ShopEvent


def sign(secret: str, *parts: bytes) -> bytes:
    return hmac.new(secret.encode(), b".".join(parts), hashlib.sha256).digest()


def check_standard(event: ShopEvent, secret: str) -> tuple[str, datetime]:
    """Standard Webhooks: HMAC-SHA256 over id.timestamp.body. Answers id and time.

    The age is judged by the caller, who has the clock. Raises BadSignature.
    """
    name = event.headers.get("webhook-id", "")
    sent = event.headers.get("webhook-timestamp", "")
    given = event.headers.get("webhook-signature", "")
    expected = sign(secret, name.encode(), sent.encode(), event.body)
    signatures = [each.partition(",") for each in given.split()]
    if not name or not any(
        version == "v1" and _same(expected, signature)
        for version, _comma, signature in signatures
    ):
        raise BadSignature
    if not sent.isdigit():
        raise BadSignature
    return name, datetime.fromtimestamp(int(sent), UTC)


def check_body(event: ShopEvent, secret: str, header: str) -> None:
    """HMAC-SHA256 over the body alone. Raises BadSignature."""
    if not _same(sign(secret, event.body), event.headers.get(header, "")):
        raise BadSignature


def _same(expected: bytes, given: str) -> bool:
    try:
        return hmac.compare_digest(expected, base64.b64decode(given, validate=True))
    except (ValueError, binascii.Error):
        return False
