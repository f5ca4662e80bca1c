"""Try again where PostgreSQL has chosen a transaction to give way to another."""

import random
import time
from collections.abc import Callable

from django.db import OperationalError

# Deadlock and serialisation failure: PostgreSQL asks to try the transaction again.
_TRY_AGAIN = {"40P01", "40001"}
_TRIES = 4


def retry_on_deadlock[**P, R](call: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """Call again, a few times, where PostgreSQL has chosen this transaction to give way.

    Requires: no transaction around it. Raises: OperationalError, after the fourth time.
    """
    for attempt in range(1, _TRIES):
        try:
            return call(*args, **named)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) not in _TRY_AGAIN:
                raise
            # A random pause, so that the two do not collide again.
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
    return call(*args, **named)
