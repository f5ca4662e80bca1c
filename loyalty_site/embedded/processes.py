"""Child processes that cannot outlive this one, ended together with their own children."""

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

# Under `nohup` the process goes on when the terminal closes.
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM} | (
    {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN else set()
)


class StopRequested(Exception):  # noqa: N818 -- a request, not an error
    def __init__(self, signum: int) -> None:
        super().__init__(signal.strsignal(signum))
        self.signum = signum


class StopRequests:
    """Catches stop signals and raises StopRequested at the next `pause`, never in between.

    With ``parent``, the death of that process counts as a signal too.
    """

    def __init__(self, parent: int | None = None) -> None:
        self.received: int | None = None
        self.parent = parent
        for signum in STOP_SIGNALS:
            signal.signal(signum, self._receive)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def _receive(self, signum: int, _frame: FrameType | None) -> None:
        self.received = self.received or signum

    def pause(self) -> None:
        time.sleep(0.05)
        if self.parent not in {None, os.getppid()}:
            self.received = self.received or signal.SIGTERM
        if self.received:
            raise StopRequested(self.received)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies: `descendants` sees them."""
    if sys.platform == "linux":
        _libc.prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_us(death_signal: signal.Signals) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends this signal to the child once we are gone."""
    us = os.getpid()

    def arrange() -> None:
        if sys.platform == "linux":
            _libc.prctl(PARENT_DEATH_SIGNAL, death_signal, 0, 0, 0)
            if os.getppid() != us:  # gone before prctl was called
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
    death_signal: signal.Signals = signal.SIGTERM,
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
            preexec_fn=die_with_us(death_signal),  # noqa: PLW1509 -- we have a single thread
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
    """Terminate, and kill what is left after ``patience`` seconds."""
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
