"""Tokens, request digests, the counting of requests, and cursors."""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

# How long responses to calls with an Idempotency-Key are replayed.
RESPONSES_KEPT = timedelta(hours=24)
# How long the days on which a key was used are told.
USES_KEPT = timedelta(days=400)
# What a member of staff must be allowed by hand to give it to a key: no key holds more than
# its maker. Stating facts is what connecting a shop does.
SCOPE_RIGHTS = {
    "facts": "connectors.add_connection",
    "read": "shop.view_customer",
    "redeem": "vouchers.add_voucher",
    "grant": "points.add_movement",
    "erase": "shop.erase_customer",
    "manage": "connectors.change_connection",
}
# How much of a key is kept readable, so that staff can tell two apart.
PREFIX_LENGTH = 12

_MINUTE = 60
_CURSOR = re.compile(rb"before:(\d{1,9})")


def new_token() -> str:
    """320 random bits behind a word that secret scanners can look for."""
    return f"loyalty_{secrets.token_urlsafe(40)}"


def token_digest(token: str) -> bytes:
    """Enough without salt or stretching: nobody can guess 320 bits."""
    return sha256(token.encode()).digest()


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """Equal for two calls with the same method, path and body."""
    return sha256(b"\n".join([method.encode(), path.encode(), body])).digest()


@dataclass(frozen=True, slots=True)
class RateWindow:
    """The minute a call falls in, and how many of it the key had left then."""

    limit: int
    used: int
    seconds_left: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit


def rate_minute(now: datetime) -> tuple[int, int]:
    """The number of the minute, and the seconds until the next."""
    number, seconds = divmod(int(now.timestamp()), _MINUTE)
    return number, _MINUTE - seconds


def encode_cursor(number: int) -> str:
    """An opaque cursor for a position in a list."""
    return urlsafe_b64encode(b"before:%d" % number).decode().rstrip("=")


def decode_cursor(encode_cursor: str) -> int | None:
    """The number that a cursor was made of; None for a text that is no cursor of ours."""
    try:
        text = urlsafe_b64decode(encode_cursor.encode() + b"=" * (-len(encode_cursor) % 4))
    except ValueError:
        return None
    match = _CURSOR.fullmatch(text)
    return int(match[1]) if match else None
