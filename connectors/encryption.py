"""Keys of shops at rest: encrypted under a key of the environment.

``CONNECTOR_KEYS`` lists Fernet keys: the first encrypts, all decrypt. Without it the key is
made from SECRET_KEY, and from its fallbacks.
"""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused


class Undecryptable(Refused):
    """Encrypted under a key that the environment no longer has."""

    code = "undecryptable"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The shop’s key cannot be decrypted: give it again, or restore the old"
                " CONNECTOR_KEYS."
            )
        )


def encrypt(values: Mapping[str, str]) -> bytes:
    return _keys().encrypt(json.dumps(dict(values)).encode())


def decrypt(token: bytes | memoryview) -> dict[str, str]:
    """Raises Undecryptable."""
    try:
        values: dict[str, str] = json.loads(_keys().decrypt(bytes(token)))
    except InvalidToken as error:
        raise Undecryptable from error
    return values


def rotated(token: bytes | memoryview) -> bytes:
    """The same under the first key. Raises Undecryptable."""
    try:
        return _keys().rotate(bytes(token))
    except InvalidToken as error:
        raise Undecryptable from error


def _keys() -> MultiFernet:
    given = [Fernet(key) for key in settings.CONNECTOR_KEYS]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        # ``person`` keeps this key apart from all else that is made from the secret.
        made = hashlib.blake2b(secret.encode(), digest_size=32, person=b"connector keys")
        given.append(Fernet(base64.urlsafe_b64encode(made.digest())))
    return MultiFernet(given)
