"""The product with a demo shop: web, worker and beat, until Ctrl-C. `make demo` starts it.

The terminal shows addresses and log-ins; the output of the processes goes to `var/log/`.
"""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import psutil

from loyalty_site.embedded.folders import BASE_DIR, embedded_dir, logs
from loyalty_site.embedded.processes import (
    StopRequested,
    StopRequests,
    adopt_orphans,
    descendants,
    end,
    last_lines,
    spawn,
)

PYTHON = [sys.executable, "-u", "-m"]
GUNICORN = ["--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket"]
# After so long without an answer, it says what it is waiting for.
SECONDS_OF_SILENCE = 20
# The supervisor kills what is left after a little more than this.
SECONDS_TO_STOP = 0.9


class DemoFailed(Exception):  # noqa: N818 -- it reads as the sentence it is
    """Its text is for the person at the terminal."""


@dataclass(frozen=True)
class ChildProcess:
    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def ensure_alive(self) -> None:
        code = self.process.poll()
        if code is not None:
            raise DemoFailed(
                f"{self.name} has stopped (exit code {code}). "
                f"Its last words, from {self.log}:\n{last_lines(self.log)}"
            )


def main() -> int:
    adopt_orphans()
    stop_requests = StopRequests()
    folder = embedded_dir()
    try:
        port = _free_port(os.environ.get("PORT") or "8000")
        os.environ.update(_environment(folder, port))
        print("Preparing the demo shop…", flush=True)
        _run("migrate", folder, stop_requests)
        log_ins = _run("load_demo", folder, stop_requests)
        children = _start_processes(folder, port)
        _wait_for_web(port, children, stop_requests)
        print(_welcome(folder, port, log_ins), flush=True)
        while True:
            stop_requests.pause()
            for child in children:
                child.ensure_alive()
    except StopRequested:
        return 0
    except DemoFailed as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    finally:
        # Our own children first: they end theirs in order.
        end(psutil.Process().children(), patience=SECONDS_TO_STOP)
        end(descendants(), patience=0)


def _free_port(wanted: str) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except (OSError, OverflowError, ValueError) as error:
            raise DemoFailed(
                f"The demo cannot listen on port {wanted} ({error}). "
                "Choose another: `PORT=8001 make demo`."
            ) from error
    return int(wanted)


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Whatever `.env` says for production: a demo is local and sends no mail to anybody."""
    return {
        "DEBUG": "1",
        "PORT": str(port),
        "BASE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "EMAIL_URL": f"filemail://{quote(str(folder / 'outbox'))}",
    }


def _run(command: str, folder: Path, stop_requests: StopRequests) -> str:
    """Run a management command, its progress shown in the terminal; return its output."""
    log = _new_log(command, folder)
    process = spawn(
        [sys.executable, "manage.py", command],
        log=log,
        errors=None,
        cwd=BASE_DIR,
        env=os.environ,
    )
    while process.poll() is None:
        stop_requests.pause()
    if process.returncode != 0:
        raise DemoFailed(f"`manage.py {command}` has failed; the reason is shown above.")
    return log.read_text()


def _start_processes(folder: Path, port: int) -> list[ChildProcess]:
    celery = [*PYTHON, "celery", "--app", "loyalty_site"]
    gunicorn = [*PYTHON, "gunicorn", "loyalty_site.wsgi", f"--bind=127.0.0.1:{port}"]
    schedule = f"--schedule={folder / 'beat-schedule'}"
    commands = {
        "web": [*gunicorn, *GUNICORN],
        "worker": [*celery, "worker", "--concurrency=1"],
        "beat": [*celery, "beat", schedule, "--pidfile="],
    }
    children = []
    for name, command in commands.items():
        log = _new_log(name, folder)
        process = spawn(command, log=log, cwd=BASE_DIR, env=os.environ)
        children.append(ChildProcess(name, process, log))
    return children


def _new_log(name: str, folder: Path) -> Path:
    log = logs(folder) / f"{name}.log"
    log.write_bytes(b"")
    return log


def _wait_for_web(
    port: int, children: list[ChildProcess], stop_requests: StopRequests
) -> None:
    """As long as the processes live: on a busy machine they take minutes to load."""
    began = told = time.monotonic()
    while not _answers(port):
        stop_requests.pause()
        for child in children:
            child.ensure_alive()
        if time.monotonic() - told > SECONDS_OF_SILENCE:
            told = time.monotonic()
            waited = round(told - began)
            print(f"The web server is starting, {waited} s so far …", flush=True)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _welcome(folder: Path, port: int, log_ins: str) -> str:
    site = f"http://localhost:{port}"
    return f"""
  Shop and « Mon compte »   {site}/
  Back-office               {site}/admin/
  API documentation         {site}/api/v1/docs
  Mails it would send       {folder / "outbox"}
  Logs                      {logs(folder)}

{log_ins.rstrip()}

Running. Ctrl-C stops it."""


if __name__ == "__main__":
    sys.exit(main())
