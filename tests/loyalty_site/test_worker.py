"""Real workers, real signals: a task that was taken on is done, once or again."""

import signal
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis
from django.conf import settings

from tests.loyalty_site.held import make_app
from tests.loyalty_site.processes import kill, running, until

pytestmark = pytest.mark.slow


class Desk:
    """A broker of its own, and the folder in which its tasks leave their traces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"test-{uuid.uuid4()}-"
        self.app = make_app(self.name)
        self.redis: Any = redis.Redis.from_url(settings.REDIS_URL)

    def worker(self, **environment: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
        return running(
            self.folder / "log",
            *("celery", "--app=tests.loyalty_site.held", "--quiet"),
            *("worker", "--concurrency=1", "--without-mingle"),
            HELD=self.name,
            **environment,
        )

    def send(self) -> None:
        self.app.send_task("tests.held", (str(self.folder),))

    def go(self) -> None:
        (self.folder / "go").touch()

    def begun(self) -> list[int]:
        """Which processes have begun a task."""
        return [int(each.name.split("-")[1]) for each in self.folder.glob("begun-*")]

    def ended(self) -> int:
        return len([*self.folder.glob("ended-*")])

    def waiting(self) -> int:
        return int(self.redis.llen(f"{self.name}celery"))

    def clear(self) -> None:
        self.redis.delete(*self.redis.keys(f"{self.name}*"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.clear()


def test_told_to_stop_it_finishes_the_task_it_holds_and_takes_no_other(desk: Desk) -> None:
    with desk.worker() as worker:
        desk.send()
        until(desk.begun)
        desk.send()
        worker.send_signal(signal.SIGTERM)
        until(lambda: b"warm shutdown" in (desk.folder / "log").read_bytes().lower())
        desk.go()
        worker.wait(60)

    assert (worker.returncode, len(desk.begun()), desk.ended()) == (0, 1, 1)
    assert desk.waiting() == 1


def test_a_task_whose_process_is_killed_is_done_by_the_next(desk: Desk) -> None:
    with desk.worker():
        desk.send()
        until(desk.begun)
        psutil.Process(desk.begun()[0]).kill()
        until(lambda: len(desk.begun()) == 2)
        desk.go()
        until(desk.ended)


def test_a_task_whose_machine_goes_down_is_delivered_again(desk: Desk) -> None:
    with desk.worker() as worker:
        desk.send()
        until(desk.begun)
        kill(worker)
    assert desk.waiting() == 0

    with desk.worker(LOST_AFTER="1"):
        until(lambda: len(desk.begun()) == 2)
        desk.go()
        until(desk.ended)
