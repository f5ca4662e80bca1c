"""Bounds on guessing passwords beside axes' own, which counts pairs."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts import devices
from core.throttling import attempts

HOUR = 3600
# Many behind one address log in once a day; nobody types so many passwords in an hour.
MOST_PER_PERSON = 40
MOST_PER_ADDRESS = 100


class BoundedBackend(ModelBackend):
    """Knows nobody: it refuses where too many passwords were tried for one person, from
    however many addresses, or from one address, for however many persons. A browser that
    its owner has proven is counted for itself.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_more: Any,
    ) -> None:
        """Counts right passwords too: they are few. Raises: PermissionDenied."""
        if request is None or username is None or password is None:
            return
        who = devices.counted_as(request, username)
        person = attempts(f"password:{who}", seconds=HOUR)
        address = attempts(f"password-from:{request.META['REMOTE_ADDR']}", seconds=HOUR)
        if person > MOST_PER_PERSON or address > MOST_PER_ADDRESS:
            # What the pages read to say why: the words are those of axes' own lock.
            request.axes_locked_out = True  # type: ignore[attr-defined]
            raise PermissionDenied
