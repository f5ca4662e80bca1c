"""Whether somebody asks too often, by the limits of ACCOUNT_RATE_LIMITS."""

from allauth.core import ratelimit
from django.http import HttpRequest
from redis.exceptions import RedisError


def is_throttled(request: HttpRequest, action: str) -> bool:
    """Count one more ``action`` and answer whether its limits are passed.

    While Valkey is away nothing is counted, and nobody is kept out.
    """
    try:
        return not ratelimit.consume(request, action=action)
    except RedisError:
        return False
