"""Real servers, real signals: whatever happens to a run, nothing of it stays behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from loyalty_site.embedded.folders import BASE_DIR

pytestmark = pytest.mark.slow
EMBEDDED = [sys.executable, "-m", "loyalty_site.embedded"]

# A command with a child, and a grandchild that does not listen.
STUBBORN = "sleep 600 & sh -c 'trap \"\" INT TERM; sleep 600; sleep 600' & echo ready; wait"
SQL = "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_URL']).cursor(); "


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not `tmp_path`: the servers' user may enter this one, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="embedded "))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


class Run:
    """A supervised command in a session of its own, as from a terminal."""

    def __init__(self, folder: Path, *command: str, options: tuple[str, ...] = ()) -> None:
        self.everyone: list[psutil.Process] = []
        self.process = subprocess.Popen(  # noqa: S603 -- commands of this file
            [*EMBEDDED, *options, "--", *command],
            cwd=BASE_DIR,
            env=os.environ
            | {"EMBEDDED_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def until_ready(self) -> "Run":
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        front = psutil.Process(self.process.pid)
        self.keeper = front.children()[0]
        self.everyone = [front, *front.children(recursive=True)]
        return self

    def survivors(self) -> list[str]:
        """Wait until all are gone; name who is still there after half a minute.

        Generous, because stopping servers takes long on a busy machine; what is tested for
        would never end by itself.
        """
        deadline = time.monotonic() + 30
        while self.living() and time.monotonic() < deadline:
            self.process.poll()
            time.sleep(0.05)
        survivors = [f"{process.pid} {process.name()}" for process in self.living()]
        for process in self.living():
            process.kill()
        self.code, self.said = self.output()
        return survivors

    def living(self) -> list[psutil.Process]:
        return [process for process in self.everyone if alive(process)]

    def output(self) -> tuple[int, str]:
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def python(folder: Path, code: str) -> tuple[int, str]:
    return Run(folder, sys.executable, "-c", code).output()


def test_ctrl_c_ends_everything(folder: Path) -> None:
    run = Run(folder, "sh", "-c", STUBBORN).until_ready()

    os.killpg(run.process.pid, signal.SIGINT)

    assert run.survivors() == []
    assert run.code == 128 + signal.SIGINT


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_supervisor_alone_ends_everything(
    folder: Path, signum: signal.Signals
) -> None:
    run = Run(folder, "sh", "-c", STUBBORN).until_ready()

    run.process.send_signal(signum)

    assert run.survivors() == []
    assert run.code == 128 + signal.SIGTERM


def test_a_killed_supervisor_takes_everything_along(folder: Path) -> None:
    run = Run(folder, "sh", "-c", STUBBORN).until_ready()

    run.process.kill()

    assert run.survivors() == []


def test_a_killed_group_takes_everything_along(folder: Path) -> None:
    run = Run(folder, "sh", "-c", STUBBORN).until_ready()

    os.killpg(run.process.pid, signal.SIGKILL)

    assert run.survivors() == []


def test_a_killed_keeper_takes_everything_along(folder: Path) -> None:
    run = Run(folder, "sh", "-c", STUBBORN).until_ready()

    run.keeper.kill()

    assert run.survivors() == []
    assert run.code == 128 + signal.SIGKILL


def test_what_the_command_leaves_running_ends_with_it(folder: Path) -> None:
    run = Run(folder, "sh", "-c", "sleep 600 & echo ready; sleep 1").until_ready()

    assert run.survivors() == []
    assert run.code == 0


def test_a_lost_server_ends_the_run_with_a_reason(folder: Path) -> None:
    run = Run(folder, "sh", "-c", STUBBORN).until_ready()

    next(process for process in run.everyone if process.name() == "postgres").kill()

    assert run.survivors() == []
    assert run.code == 1
    assert "PostgreSQL has stopped" in run.said


def test_data_outlives_a_run_that_was_killed(folder: Path) -> None:
    code = "c.execute('CREATE TABLE kept (); COMMIT'); print('ready', flush=True); input()"
    run = Run(folder, sys.executable, "-c", SQL + code).until_ready()
    run.process.kill()

    again = python(folder, SQL + "c.execute('DROP TABLE kept; COMMIT')")

    assert again == (0, "")
    assert run.survivors() == []


def test_servers_that_escaped_a_killed_run_are_ended_by_the_next(folder: Path) -> None:
    run = Run(folder, "sh", "-c", "echo ready; exec sleep 600").until_ready()
    servers = [p for p in run.everyone if p.name() in {"postgres", "valkey-server"}]
    for process in servers:
        process.suspend()  # deaf to the farewell of the kernel
    for process in (run.keeper, psutil.Process(run.process.pid)):
        process.kill()

    assert python(folder, SQL + "c.execute('SELECT 1')") == (0, "")
    assert run.survivors() == []


def test_the_exit_code_is_the_commands(folder: Path) -> None:
    assert Run(folder, "sh", "-c", "exit 7").output() == (7, "")
    assert Run(folder, "sh", "-c", "kill -KILL $$").output() == (128 + 9, "")
    assert Run(folder, "no-such-command").output()[0] == 127


def test_given_addresses_are_left_alone(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://given/db", "REDIS_URL": "redis://given/0"}
    run = subprocess.run(  # noqa: S603 -- a command of this file
        [*EMBEDDED, "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL"],
        cwd=BASE_DIR,
        env=os.environ | given | {"EMBEDDED_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "postgres://given/db redis://given/0\n"
    assert not (tmp_path / "servers").exists()


def test_a_second_run_shares_the_servers_and_leaves_them_running(folder: Path) -> None:
    first = Run(folder, "sh", "-c", "echo ready; sleep 600").until_ready()

    code, address = Run(folder, "sh", "-c", "echo $DATABASE_URL").output()

    assert code == 0
    assert f"DATABASE_URL={address}" in (folder / "addresses").read_text()
    assert len(first.living()) == len(first.everyone)
    first.process.terminate()
    assert first.survivors() == []


def test_a_second_run_of_tests_is_refused(folder: Path) -> None:
    first = Run(folder, "sh", "-c", "echo ready; sleep 600").until_ready()

    code, said = Run(folder, "true", options=("--fast",)).output()

    assert code == 1
    assert "Another run is using the servers" in said
    first.process.terminate()
    assert first.survivors() == []


def test_nobody_gets_in_without_the_password(folder: Path) -> None:
    code, said = python(
        folder,
        "import os, psycopg2, redis\n"
        "from urllib.parse import urlsplit\n"
        "port = lambda name: urlsplit(os.environ[name]).port\n"
        "try: psycopg2.connect(host='127.0.0.1', port=port('DATABASE_URL'), user='loyalty',"
        " password='loyalty')\n"
        "except psycopg2.OperationalError as error: print(error)\n"
        "try: redis.Redis(port=port('REDIS_URL')).ping()\n"
        "except redis.AuthenticationError as error: print(error)\n",
    )

    assert code == 0
    assert "password authentication failed" in said
    assert "authenticated" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
def test_a_folder_only_root_may_enter_stays_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    assert python(tmp_path, SQL + "c.execute('CREATE TABLE kept (); COMMIT')") == (
        0,
        "",
    )
    assert python(tmp_path, SQL + "c.execute('DROP TABLE kept; COMMIT')") == (0, "")

    assert tmp_path.stat().st_mode & 0o777 == 0o700
    shutil.rmtree((tmp_path / "servers").resolve())
