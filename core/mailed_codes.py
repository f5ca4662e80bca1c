"""A code sent to a mailbox, which this session waits for: once, not for long, few tries."""

import secrets
import time
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest

from core.throttling import attempts

SENT = "mailed_code"
LIVES = 15 * 60
MOST_TRIES = 5
MOST_MAILS = 5
# Without 0 O 1 I L: nobody has to guess what stands in the mail.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def is_awaited(request: HttpRequest) -> bool:
    sent = request.session.get(SENT)
    return sent is not None and time.time() - sent["at"] < LIVES


def new_code(request: HttpRequest) -> str | None:
    """Draw a code for whoever is logged in; None after five within the hour."""
    if attempts(f"mailbox:{request.user.pk}", seconds=3600) > MOST_MAILS:
        return None
    code = "".join(secrets.choice(ALPHABET) for _each in range(8))
    request.session[SENT] = {"digest": _digest(request, code), "at": time.time()}
    return code


def fits(request: HttpRequest, typed: str) -> bool:
    """Whether this is the awaited code, which is then awaited no more."""
    sent = request.session.get(SENT)
    if sent is None or not is_awaited(request):
        return False
    # Counted before it is compared, where tries at once cannot read the same number.
    if attempts(f"mailed:{sent['digest']}", seconds=2 * LIVES) > MOST_TRIES:
        return False
    code = "".join(typed.split()).replace("-", "").upper()
    if not secrets.compare_digest(sent["digest"], _digest(request, code)):
        return False
    del request.session[SENT]
    return True


def _digest(request: HttpRequest, code: str) -> str:
    """Return the digest that the session keeps, so that sessions hold no code."""
    text = f"{settings.SECRET_KEY}:{request.user.pk}:{code}"
    return sha256(text.encode()).hexdigest()
