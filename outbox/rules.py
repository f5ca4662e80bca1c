"""What events are called, when a delivery is tried again and when it is given up."""

import re
from datetime import datetime, timedelta

# How long events and attempts are kept.
KEPT = timedelta(days=30)
# How long a failing delivery is tried again.
GIVE_UP_AFTER = timedelta(days=1)
_FIRST = timedelta(seconds=10)
_LONGEST = timedelta(hours=2)


_EVENT_ID = re.compile(r"evt_(\d{1,18})", re.ASCII)


def event_id(position: int) -> str:
    """Return the id of an event, which is also the cursor for what comes after it."""
    return f"evt_{position}"


def position_of(event_id: str) -> int | None:
    """Return the position in an event id; None for another text."""
    match = _EVENT_ID.fullmatch(event_id)
    return int(match[1]) if match else None


def pause(attempts: int) -> timedelta:
    """Return the time before the next attempt, after so many: doubled each time, up to two
    hours.
    """
    doubled = _FIRST * int(2 ** min(attempts - 1, 20))
    return min(doubled, _LONGEST)


def is_over(failing_since: datetime, now: datetime) -> bool:
    return now - failing_since >= GIVE_UP_AFTER
