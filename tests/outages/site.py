"""The product as in production: gunicorn, worker and beat, each in processes of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path

from django.conf import settings

from loyalty_site.embedded.folders import BASE_DIR
from tests.outages.calls import call
from tests.outages.processes import PYTHON, Server, free_port

WORKERS = 8


def environment(redis_url: str, database_url: str | None = None) -> dict[str, str]:
    """Without ``database_url`` the site works on the rows that the test sees."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.outages.settings",
        "DEBUG": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "REDIS_URL": redis_url,
        "DATABASE_URL": database_url or _database_of_the_test(),
        "WEB_CONCURRENCY": "2",
    }


def _database_of_the_test() -> str:
    database = settings.DATABASES["default"]
    secret = f":{database['PASSWORD']}" if database.get("PASSWORD") else ""
    return (
        f"postgres://{database['USER']}{secret}@{database['HOST']}:{database['PORT']}"
        f"/{database['NAME']}"
    )


class Web(Server):
    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        port = free_port()
        config = ["--config", "loyalty_site/gunicorn.py", "--no-control-socket"]
        command = [*PYTHON, "gunicorn", "loyalty_site.wsgi", *config]
        super().__init__("web", [*command, "--bind", f"127.0.0.1:{port}"], folder, env)
        self.address = f"127.0.0.1:{port}"

    def up(self) -> None:
        self.start()
        self.wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return call(self.address, "GET", "/healthz").status == 200
        except (OSError, HTTPException):
            return False


def worker(folder: Path, env: Mapping[str, str], app: str = "loyalty_site") -> Server:
    command = [*PYTHON, "celery", "--app", app, "worker", f"--concurrency={WORKERS}"]
    return Server("worker", [*command, "--loglevel=INFO"], folder, env)


def beat(folder: Path, env: Mapping[str, str], app: str = "loyalty_site") -> Server:
    schedule = ["--schedule", str(folder / "beat"), "--pidfile", ""]
    return Server("beat", [*PYTHON, "celery", "--app", app, "beat", *schedule], folder, env)


def manage(env: Mapping[str, str], *words: str) -> str:
    """What a management command says; it must succeed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *words],
        cwd=BASE_DIR,
        env=os.environ | dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
