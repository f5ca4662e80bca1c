"""The product's worker with one task more, which waits until it is told to go on.

Folders are the other side of the wire: what has begun and what has ended are files.
"""

import os
import time
import uuid
from pathlib import Path

from celery import Celery, shared_task


def make_app(name: str, lost_after: int = 600) -> Celery:
    """With the product's settings, under a name of its own in Redis.

    What a machine held that went down is looked for every second, after so many.
    """
    app = Celery(name)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_transport_options = app.conf.broker_transport_options | {
        "global_keyprefix": name,
        "visibility_timeout": lost_after,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
    }
    return app


@shared_task(name="tests.held")
def hold(folder: str) -> None:
    """One file per start and per end; it ends once there is a file called « go »."""
    place = Path(folder)
    name = uuid.uuid4().hex
    (place / f"begun-{os.getpid()}-{name}").touch()
    while not (place / "go").exists():
        time.sleep(0.02)
    (place / f"ended-{name}").touch()


app = make_app(os.environ.get("HELD", "held"), int(os.environ.get("LOST_AFTER", "600")))
