"""Run a command with servers, and stop the servers after it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from loyalty_site.embedded.folders import CannotStart, embedded_dir, find_folders, locked
from loyalty_site.embedded.processes import (
    StopRequested,
    StopRequests,
    adopt_orphans,
    descendants,
    die_with_us,
    end,
    ended,
)
from loyalty_site.embedded.servers import (
    Server,
    end_leftovers,
    start_postgresql,
    start_valkey,
    wait_for_answer,
)

# Together less than five seconds: what a person waits for after Ctrl-C.
SECONDS_AFTER_CTRL_C = 1.5
SECONDS_AFTER_TERM = 1.2
SECONDS_FOR_LEFTOVERS = 0.3
SECONDS_TO_STOP = 1.2
# Nobody is waiting: leave the servers time to flush everything.
SECONDS_TO_STOP_IN_PEACE = 3
SECONDS_FOR_ADDRESSES = 90


def supervise(command: list[str], *, fast: bool, front: int) -> int:
    """Run the command with servers; return its exit code.

    ``front`` is the process the user sees; the command joins its process group, so that the
    terminal treats it as if the supervisor did not exist. The supervisor leaves the group:
    what kills the group must spare it, or nobody would clean up.
    """
    group = os.getpgrp()
    os.setpgid(0, 0)
    adopt_orphans()
    stop_requests = StopRequests(parent=front)
    try:
        with _addresses(stop_requests, fast=fast) as (addresses, servers):
            return _run(command, os.environ | addresses, group, servers, stop_requests)
    except StopRequested as stopped:
        return 128 + stopped.signum
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


@contextmanager
def _addresses(
    stop_requests: StopRequests, *, fast: bool
) -> Iterator[tuple[dict[str, str], list[Server]]]:
    """The addresses that the environment lacks, and the servers started for them."""
    wanted = {name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)}
    if not wanted:
        yield {}, []
        return
    folder = embedded_dir()
    addresses_file = folder / "addresses"
    if shared := _claim_folder(folder, addresses_file, wanted, stop_requests, fast=fast):
        yield shared, []
    else:
        addresses_file.unlink(missing_ok=True)
        with _servers(folder, wanted, stop_requests, fast=fast) as started:
            addresses = {name: server.url for name, server in started.items()}
            # As a `.env` file. Renamed into place: a reader sees all of it or nothing.
            unfinished = addresses_file.with_suffix(".unfinished")
            unfinished.touch(mode=0o600)
            unfinished.write_text(
                "".join(f"{name}={url}\n" for name, url in addresses.items())
            )
            unfinished.rename(addresses_file)
            try:
                yield addresses, list(started.values())
            finally:
                addresses_file.unlink(missing_ok=True)


def _claim_folder(
    folder: Path,
    addresses_file: Path,
    wanted: set[str],
    stop_requests: StopRequests,
    *,
    fast: bool,
) -> dict[str, str] | None:
    """Lock the folder, or share the servers of the run that holds it.

    Tests do not share (``fast``): two test runs would drop each other's databases.
    """
    deadline = time.monotonic() + SECONDS_FOR_ADDRESSES
    while not locked(folder):
        addresses = {}
        # It may vanish at any moment: the other run ends.
        with suppress(FileNotFoundError):
            lines = addresses_file.read_text().splitlines()
            addresses = dict(line.split("=", 1) for line in lines)
        if wanted <= addresses.keys() and not fast:
            return {name: addresses[name] for name in wanted}
        if fast or addresses or time.monotonic() > deadline:
            raise CannotStart(
                f"Another run is using the servers in {folder}. "
                "Wait for its end, or set EMBEDDED_DIR to another folder."
            )
        stop_requests.pause()  # it is starting, or about to end
    return None


@contextmanager
def _servers(
    folder: Path, wanted: set[str], stop_requests: StopRequests, *, fast: bool
) -> Iterator[dict[str, Server]]:
    folders = find_folders(folder)
    end_leftovers(folders)
    started: dict[str, Server] = {}
    try:
        if "REDIS_URL" in wanted:
            started["REDIS_URL"] = start_valkey(folders)
        if "DATABASE_URL" in wanted:
            started["DATABASE_URL"] = start_postgresql(folders, stop_requests, fast=fast)
        for server in started.values():
            wait_for_answer(server, stop_requests)
        yield started
    finally:
        hurried = stop_requests.received
        patience = SECONDS_TO_STOP if hurried else SECONDS_TO_STOP_IN_PEACE
        for server in started.values():
            server.process.send_signal(server.stop_signal)
        deadline = time.monotonic() + patience
        for server in started.values():
            ended(server.process, within=max(0.0, deadline - time.monotonic()))
        end(descendants(), patience=0)  # nothing else is left below us by now


def _run(
    command: list[str],
    env: dict[str, str],
    group: int,
    servers: list[Server],
    stop_requests: StopRequests,
) -> int:
    try:
        process = subprocess.Popen(
            command,
            env=env,
            process_group=group,
            preexec_fn=die_with_us(signal.SIGTERM),  # noqa: PLW1509 -- we have a single thread
        )
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    try:
        _watch(process, servers, stop_requests)
    except StopRequested as stopped:
        _end_command(process, interrupted=stopped.signum == signal.SIGINT)
    except CannotStart:
        _end_command(process, interrupted=False)
        raise
    finally:
        ours = {server.process.pid for server in servers}
        ours |= {process.pid for pid in list(ours) for process in descendants(pid)}
        end(
            [process for process in descendants() if process.pid not in ours],
            patience=SECONDS_FOR_LEFTOVERS,
        )
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _watch(
    process: subprocess.Popen[bytes], servers: list[Server], stop_requests: StopRequests
) -> None:
    while process.poll() is None:
        stop_requests.pause()
        for server in servers:
            server.ensure_alive()


def _end_command(process: subprocess.Popen[bytes], *, interrupted: bool) -> None:
    """Ctrl-C in a terminal has reached the command too (``told``): a second signal would
    cut short what it does about the first.
    """
    if interrupted and ended(process, within=SECONDS_AFTER_CTRL_C):
        return
    process.terminate()
    if not ended(process, within=SECONDS_AFTER_TERM):
        process.kill()
        process.wait()
