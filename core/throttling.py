"""Whether somebody asks too often, by the limits of ACCOUNT_RATE_LIMITS."""

import time
from collections import Counter
from hashlib import sha256

from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core.errors import Refused

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
# What this process has counted while Valkey was away, by action, visitor and window.
_local: Counter[tuple[str, str, int]] = Counter()
_MOST_COUNTED = 10_000


class TooOften(Refused):
    """Its sentence says how long to wait."""

    code = "too_often"

    def __init__(self, sentence: str = "") -> None:
        usual = _("That was a lot for one hour. Please try again later.")
        super().__init__(sentence or usual)


def is_throttled(request: HttpRequest, action: str) -> bool:
    """Count one more ``action`` and answer whether its limits are passed.

    While Valkey is away each process counts for itself: a limit is then as many times
    higher as there are processes, and never gone.
    """
    try:
        return not ratelimit.consume(request, action=action)
    except RedisError:
        limit: str = settings.ACCOUNT_RATE_LIMITS[action]
        amount, period, _per = limit.split("/")
        visitor = str(request.META.get("REMOTE_ADDR", ""))
        return _count(action, visitor, _SECONDS[period]) > int(amount)


def attempts(what: str, *, seconds: int) -> int:
    """How often ``what`` was asked in this window of so many seconds, this time included.

    ``what`` is kept as a digest. Atomic: of two at once each gets its own number.
    """
    name = sha256(what.encode()).hexdigest()
    window = int(time.time() // seconds)
    try:
        return _increment(f"attempts:{name}:{window}", seconds)
    except RedisError:
        return _count(name, "", seconds)


def _increment(key: str, seconds: int) -> int:
    """Count one more. The first makes the counter, which outlives its window: it cannot
    vanish in it.
    """
    if cache.add(key, 1, timeout=2 * seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=2 * seconds)
        return 1


def _count(action: str, visitor: str, seconds: int) -> int:
    if len(_local) >= _MOST_COUNTED:
        _local.clear()
    key = (action, visitor, int(time.time() // seconds))
    _local[key] += 1
    return _local[key]
