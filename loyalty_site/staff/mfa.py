"""allauth's authenticators, with their secrets encrypted where they are kept."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class MfaAdapter(DefaultMFAAdapter):
    """Whoever reads the database alone makes no code of anybody's."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises: InvalidToken, for what was kept under another secret key."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """Under SECRET_KEY; what its fallbacks encrypted is still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"second factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(each)) for each in digests])
