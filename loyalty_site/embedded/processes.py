"""Children that cannot outlive us, ended together with everything they started."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

import psutil

# Two services of prctl(2). Other systems have no equivalent: there, the orphan of a killed
# process can escape.
PARENT_DEATH_SIGNAL = 1
CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None)

# `nohup` asks to live on when the terminal closes.
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM} | (
    {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN else set()
)


class StopRequested(Exception):  # noqa: N818 -- a wish, not an error
    def __init__(self, signum: int) -> None:
        super().__init__(signal.strsignal(signum))
        self.signum = signum


class StopRequests:
    """Hears the wish to stop, tells it at the next `pause`: nothing is cut in the middle.

    With ``parent``, the death of that process is such a wish too.
    """

    def __init__(self, parent: int | None = None) -> None:
        self.heard: int | None = None
        self.parent = parent
        for signum in STOP_SIGNALS:
            signal.signal(signum, self._hear)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def _hear(self, signum: int, _frame: FrameType | None) -> None:
        self.heard = self.heard or signum

    def pause(self) -> None:
        time.sleep(0.05)
        if self.parent not in {None, os.getppid()}:
            self.heard = self.heard or signal.SIGTERM
        if self.heard:
            raise StopRequested(self.heard)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies: `descendants` sees them."""
    if sys.platform == "linux":
        _libc.prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_us(farewell: signal.Signals) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends ``farewell`` to the child once we are gone."""
    us = os.getpid()

    def arrange() -> None:
        if sys.platform == "linux":
            _libc.prctl(PARENT_DEATH_SIGNAL, farewell, 0, 0, 0)
            if os.getppid() != us:  # gone before the kernel was asked
                os._exit(1)

    return arrange


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str],
    errors: int | None = subprocess.STDOUT,
    user: pwd.struct_passwd | None = None,
    farewell: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child that writes to ``log``; ``errors=None`` leaves its errors the terminal.

    Its own session keeps Ctrl-C from reaching it before us.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            preexec_fn=die_with_us(farewell),  # noqa: PLW1509 -- we have a single thread
        )


def ended(process: subprocess.Popen[bytes], *, within: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(within)
    return process.returncode is not None


def descendants(of: int | None = None) -> list[psutil.Process]:
    try:
        return psutil.Process(of).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def end(processes: Iterable[psutil.Process], *, patience: float) -> None:
    """Ask to end, then insist."""
    _, stubborn = _tell(processes, psutil.Process.terminate, patience)
    _tell(stubborn, psutil.Process.kill, 1)


def _tell(
    processes: Iterable[psutil.Process],
    verb: Callable[[psutil.Process], None],
    patience: float,
) -> tuple[list[psutil.Process], list[psutil.Process]]:
    processes = list(processes)
    for process in processes:
        with suppress(psutil.Error):
            verb(process)
    return psutil.wait_procs(processes, timeout=patience)


def last_lines(log: Path, count: int = 15) -> str:
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)
