"""Processes of production, run for a while beside a test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from loyalty_site.embedded.folders import BASE_DIR


def until(happened: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)


@contextmanager
def running(
    log: Path, *module: str, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m …` with its log in a file. Nothing of it outlives the block."""
    with log.open("ab") as file:
        process = subprocess.Popen(  # noqa: S603 -- modules that tests name
            [sys.executable, "-m", *module],
            cwd=BASE_DIR,
            env=os.environ | environment,
            stdout=file,
            stderr=file,
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """With its children, as when a machine goes down."""
    if process.poll() is None:
        family = psutil.Process(process.pid)
        for each in [family, *family.children(recursive=True)]:
            each.kill()
    process.wait(10)
