"""The process that the user sees.

It forks a supervisor, which starts servers and command, and each of the two can clean up
after the other: one alone could do nothing for its grandchildren once it is killed.
"""

import argparse
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

import environ

from loyalty_site.embedded.folders import BASE_DIR
from loyalty_site.embedded.processes import STOP_SIGNALS, adopt_orphans, descendants, end
from loyalty_site.embedded.supervisor import supervise


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m loyalty_site.embedded", description=__doc__
    )
    parser.add_argument(
        "--fast",
        action="store_true",
        help="for tests: servers of their own that a power cut may destroy",
    )
    parser.add_argument("command", nargs="+", metavar="-- COMMAND")
    options = parser.parse_args()
    environ.Env.read_env(BASE_DIR / ".env")  # as the settings do: it may name servers
    adopt_orphans()
    front = os.getpid()
    # Blocked until both processes can handle them.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    supervisor = os.fork()
    if supervisor == 0:
        return supervise(options.command, fast=options.fast, front=front)
    return _forward_signals(supervisor)


def _forward_signals(supervisor: int) -> int:
    """Forward signals; return the supervisor's exit code."""

    def forward(signum: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(supervisor, signum)

    for signum in STOP_SIGNALS:
        signal.signal(signum, forward)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    _, status = os.waitpid(supervisor, 0)
    end(descendants(), patience=2)  # none, unless the supervisor was killed
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
