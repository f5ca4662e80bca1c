"""Count a key's requests per minute in Redis. While it is away nobody is throttled."""

import logging
import time
from datetime import datetime

from django.core.cache import cache
from redis.exceptions import RedisError

from api.models import ApiKey
from api.rules import RateWindow, rate_minute

log = logging.getLogger(__name__)

# A counter outlives its minute, so that it cannot vanish between two steps.
_LIFE = 120
# While Redis is away, facts must not wait for its time-outs one by one.
_REST = 5.0


class RequestCounter:
    """Counts requests; logs once that Redis is away, and tries again every few seconds."""

    def __init__(self) -> None:
        self.away = False
        self.look_again_at = 0.0

    def count(
        self, key: ApiKey, now: datetime, *, what: str = "", limit: int | None = None
    ) -> RateWindow | None:
        """``what`` is counted apart from all calls, up to a ``limit`` of its own."""
        if self.away and time.monotonic() < self.look_again_at:
            return None
        number, seconds_left = rate_minute(now)
        try:
            used = _increment(f"api:{key.pk}:{what}{number}")
        except RedisError as error:
            self._rest(error)
            return None
        self.away = False
        most = key.rate_limit if limit is None else limit
        return RateWindow(most, used, seconds_left)

    def _rest(self, error: RedisError) -> None:
        if not self.away:
            log.error("Redis is away: requests are not counted", exc_info=error)
        self.away, self.look_again_at = True, time.monotonic() + _REST


def _increment(name: str) -> int:
    """Most calls find the counter there; the first of a minute makes it."""
    try:
        return cache.incr(name)
    except ValueError:
        return 1 if cache.add(name, 1, timeout=_LIFE) else cache.incr(name)


count_request = RequestCounter().count
