"""What a session of the back-office has shown, and what it still has to show.

A right password is written into the session as PASSWORD_BY. Only once nothing is missing is
OPENED_BY written, which is what every page of the back-office asks for.
"""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from accounts.models import User
from accounts.queries import factors_of, must_have_factor

# The session says who has logged in here. A log-in by code, from the portal, leaves no such
# word and opens nothing, whoever it is.
OPENED_BY = "admin_opened_by"
PASSWORD_BY = "admin_password_by"  # noqa: S105 -- the name of a key
# Who has answered a code or a link sent to their mailbox, in this session.
MAILBOX_BY = "admin_mailbox_by"
PASSWORD_AT = "admin_password_at"  # noqa: S105 -- the name of a key
# A right password waits so many seconds for the second step.
PASSWORD_HOLDS = 15 * 60


def password_given(request: HttpRequest, user: User) -> None:
    request.session[PASSWORD_BY] = user.pk
    request.session[PASSWORD_AT] = time.time()


def mailbox_proven(request: HttpRequest, user: User) -> None:
    request.session[MAILBOX_BY] = user.pk


def half_open(request: HttpRequest) -> User | None:
    """Who has given their password, lately, and may go on to the second step."""
    user = request.user
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return None
    at = request.session.get(PASSWORD_AT, 0)
    fresh = request.session.get(PASSWORD_BY) == user.pk
    return user if fresh and time.time() - at < PASSWORD_HOLDS else None


def is_open(request: HttpRequest) -> bool:
    """Whether this session has shown everything, and was used lately."""
    opened_by: int | None = request.session.get(OPENED_BY)
    if opened_by is None or opened_by != request.user.pk:
        return False
    if used_lately(request):
        return True
    request.session.pop(OPENED_BY)
    return False


def missing_step(user: User) -> str:
    """The page on which the next step is shown; nothing where none is missing.

    Queries: 1, and 2 for the rights of whoever has no second factor.
    """
    if factors_of(user):
        return "second_factor"
    if settings.STAFF_SECOND_FACTOR and must_have_factor(user):
        return "security"
    return ""


def open_session(request: HttpRequest, user: User) -> None:
    """Everything has been shown. The session's key is a new one: the old opens nothing."""
    request.session.cycle_key()
    for step in (PASSWORD_BY, PASSWORD_AT):
        request.session.pop(step, None)
    request.session[OPENED_BY] = user.pk
    mark_used(request)


def mark_used(request: HttpRequest) -> None:
    """The back-office is open from now on, for as long as nobody is idle."""
    try:
        cache.set(_name(request), 1, timeout=settings.STAFF_IDLE_MINUTES * 60)
    except RedisError:
        return


def used_lately(request: HttpRequest) -> bool:
    """Whether the last request is not too long ago; this one counts as the next.

    While Valkey is away nobody knows, and nobody is turned out.
    """
    try:
        return bool(cache.touch(_name(request), settings.STAFF_IDLE_MINUTES * 60))
    except RedisError:
        return True


def _name(request: HttpRequest) -> str:
    return f"admin-used:{request.session.session_key}"
