"""Processes that are started, killed and started again, and never outlive the test."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from loyalty_site.embedded.folders import BASE_DIR
from loyalty_site.embedded.processes import last_lines

PYTHON = [sys.executable, "-m"]
SECONDS_TO_ANSWER = 60.0

# A run that is itself killed takes its servers along, where the system can do that. Not by
# way of `preexec_fn`: servers are started again while clients are busy in other threads.
LEASH = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


class Server:
    """One command. Killed and started again it has the same address and the same data."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        folder: Path,
        env: Mapping[str, str] | None = None,
        user: int | None = None,
    ) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        self._command, self._env, self._user = command, env or {}, user
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert not self.running, f"{self.name} runs already"
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 -- commands of these tests
                [*LEASH, *self._command],
                cwd="/" if self._user else BASE_DIR,
                env=os.environ | self._env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
            )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def children(self) -> list[psutil.Process]:
        """Those that do the work."""
        assert self._process is not None
        return [
            child for child in psutil.Process(self._process.pid).children() if alive(child)
        ]

    def kill_a_child(self, chance: random.Random) -> None:
        """At some moment soon, whatever it is doing then."""
        time.sleep(chance.uniform(0.05, 0.3))
        self.wait_until(lambda: bool(self.children()))
        kill(chance.choice(self.children()))

    def send(self, signum: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(signum)

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end, and wait until it has."""
        assert self._process is not None
        self.send(signum)
        self._process.wait(timeout=10)

    def kill(self) -> None:
        """SIGKILL for it and all below it: nobody gets to say good-bye."""
        if self._process is None or not self.running:
            return
        front = psutil.Process(self._process.pid)
        for process in [front, *front.children(recursive=True)]:
            kill(process)
        self._process.wait()

    def wait_until(self, ready: Callable[[], bool]) -> float:
        """The seconds it took."""
        start = time.monotonic()
        while not ready():
            assert self.running, f"{self.name} has stopped:\n{last_lines(self.log)}"
            waited = time.monotonic() - start
            assert waited < SECONDS_TO_ANSWER, f"{self.name}:\n{last_lines(self.log)}"
            time.sleep(0.1)
        return time.monotonic() - start


def kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


def alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
