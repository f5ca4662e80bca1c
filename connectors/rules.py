"""When what has failed is tried again."""

from datetime import timedelta

_WAITS = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
]
# Longer than any call, so that two workers never do one task at once.
LEASE = timedelta(minutes=5)
# An event older than this, or from further in the future, is not believed.
EVENT_AGE = timedelta(minutes=5)
LARGEST_EVENT = 64 * 1024


def wait_after(attempts: int) -> timedelta | None:
    """None: so often that somebody has to look at it."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None
