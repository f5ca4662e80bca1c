"""gunicorn as production starts it: a deployment cuts nobody off."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from api import actions as api_actions
from shop.models import Customer, Shop
from tests.factories import START
from tests.logs import Line
from tests.loyalty_site.processes import running, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    token: str = ""
    # What its clients have met: statuses, or what became of their connection.
    met: list[int | str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None) -> int:
        """As the proxy in front would, one connection per request."""
        web = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            web.request(
                method,
                path,
                None if body is None else json.dumps(body),
                {
                    "Host": "fidelite.example.com",
                    "X-Forwarded-Proto": "https",
                    "X-Forwarded-For": "192.0.2.9",
                    "X-Request-ID": "from-the-proxy",
                    "Authorization": f"Bearer {self.token}",
                    "Content-Type": "application/json",
                },
            )
            answer = web.getresponse()
            answer.read()
            return answer.status
        finally:
            web.close()

    def ask_on(self, path: str, stopped: Event) -> None:
        while not stopped.is_set():
            try:
                self.met.append(self.ask("GET", path))
            except ConnectionRefusedError:
                self.met.append("closed")
                return
            except (OSError, HTTPException) as error:
                self.met.append(f"cut: {error!r}")

    def listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(shop: Shop, tmp_path: Path) -> Iterator[Server]:
    """With the database of the tests, and a key of the shop."""
    known = connection.settings_dict
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    user, place = f"{known['USER']}{password}", f"{known['HOST']}:{known['PORT']}"
    port = free_port()
    with running(
        tmp_path / "log",
        *("gunicorn", "loyalty_site.wsgi", "--config=loyalty_site/gunicorn.py"),
        DEBUG="0",
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS="fidelite.example.com",
        BASE_URL="",
        TRUSTED_PROXIES="1",
        DATABASE_URL=f"postgres://{user}@{place}/{known['NAME']}",
        PORT=str(port),
        WEB_CONCURRENCY="2",
        LOG_LEVEL="INFO",
    ) as process:
        _key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=START)
        server = Server(process, port, tmp_path / "log", token)
        until(lambda: server.listens() and server.ask("GET", "/healthz") == 200)
        yield server


def waiting() -> int:
    with connection.cursor() as cursor:
        # Or a transaction would be told the same for as long as it lasts.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def put_alice(server: Server) -> Callable[[], int]:
    fact = {"email": "new@example.com", "updated_at": "2030-01-01T00:00:00Z"}
    return lambda: server.ask("PUT", "/api/v1/customers/57", fact)


def test_requests_in_flight_are_answered_before_it_stops(
    server: Server, alice: Customer
) -> None:
    with ThreadPoolExecutor(4) as pool:
        with transaction.atomic():
            Customer.objects.select_for_update().get(pk=alice.pk)
            calls: list[Future[int]] = [
                pool.submit(put_alice(server)) for _each in range(4)
            ]
            until(lambda: waiting() == 4)
            server.process.send_signal(signal.SIGTERM)
            until(lambda: not server.listens())
            assert not any(call.done() for call in calls)
        answers = [call.result(60) for call in calls]

    assert answers == [200] * 4
    assert server.process.wait(60) == 0
    assert Customer.objects.get().email == "new@example.com"


def test_under_load_nobody_is_cut_off(server: Server, alice: Customer) -> None:
    stopped = Event()
    with ThreadPoolExecutor(6) as pool:
        for _each in range(6):
            pool.submit(
                server.ask_on, f"/api/v1/customers/{alice.external_id}/account", stopped
            )
        until(lambda: len(server.met) > 100)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(2)
        stopped.set()

    assert server.process.wait(60) == 0
    assert {*server.met} == {200, "closed"}


def test_what_it_says_is_json_with_the_proxys_name_for_the_request(server: Server) -> None:
    server.ask("GET", "/api/v1/customers/nobody/account?code=secret-1")

    line = server.lines()[-1]
    assert (line["event"], line["status"]) == ("request", 404)
    assert (line["shop"], line["api_key"]) == ("boutique", "PrestaShop")
    assert line["request_id"] == "from-the-proxy"
    assert {"gunicorn.error", "loyalty_site.request"} <= {
        each["logger"] for each in server.lines()
    }
    assert "secret-1" not in server.log.read_text()
