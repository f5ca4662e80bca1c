"""The database is restarted, and crashes, under load: what cannot be done now is said so,
and what is said again is in the books once.
"""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.outages.buyers import buying, told
from tests.outages.calls import Caller, call, side_by_side
from tests.outages.chance import dice
from tests.outages.servers import PostgreSQL, Valkey, a_folder
from tests.outages.site import Web, environment, manage
from tests.outages.statements import customer

pytestmark = pytest.mark.slow

# Until a call is done again, once the server answers.
LONGEST = 3.0
LOG_IN = "/boutique/connexion/"


@dataclass(frozen=True)
class Site:
    """With a database server of its own, which the tests may stop."""

    database: PostgreSQL
    web: Web
    token: str
    env: dict[str, str]

    def caller(self) -> Caller:
        return Caller(self.web.address, self.token)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with ExitStack() as at_the_end:
        folder = at_the_end.enter_context(a_folder())
        valkey, database = Valkey(folder), PostgreSQL(folder)
        at_the_end.callback(valkey.kill)
        at_the_end.callback(database.end)
        valkey.up()
        database.up()
        env = environment(valkey.url, database.url)
        manage(env, "migrate", "--no-input")
        manage(env, "create_shop", "boutique", "--name", "La Boutique")
        key = manage(env, "create_api_key", "--shop", "boutique", "--name", "PrestaShop")
        web = Web(folder, env)
        at_the_end.callback(web.kill)
        web.up()
        yield Site(database, web, key.split()[-1], env)


def interrupt(site: Site) -> list[float]:
    """Six times; each time the seconds until a call is done again."""
    chance, seconds = dice(), []
    outages: list[Callable[[], float]] = [site.database.restart, site.database.crash]
    for outage in outages * 3:
        time.sleep(chance.uniform(0.3, 0.8))
        outage()
        start = time.monotonic()
        site.caller().insist("PUT", "/customers/0", customer())
        seconds.append(time.monotonic() - start)
    return seconds


def test_restarts_and_crashes_under_load_lose_and_double_nothing(site: Site) -> None:
    caller, ask = site.caller(), site.database.ask

    with buying(caller) as buyers:
        seconds = interrupt(site)

    vouchers = told(buyers)
    print(f"{len(vouchers)} orders; {len(caller.refused)} calls were refused.")
    print("Seconds until a call was done:", [round(each, 2) for each in seconds])
    manage(site.env, "audit")
    assert max(seconds) < LONGEST
    assert caller.cut == 0
    assert len(caller.refused) > 0
    for refusal in caller.refused:
        assert (refusal.status, refusal.headers["Retry-After"]) == (503, "5")
        assert refusal.headers["Content-Type"] == "application/problem+json"
        assert refusal.json["code"] == "unavailable"
    lots = ask("SELECT count(*), min(issued), max(issued) FROM points_lot")
    assert lots == [(len(vouchers), 4, 4)]
    moved = ask("SELECT kind, count(*) FROM points_movement GROUP BY kind")
    assert dict(moved) == {"settle": len(vouchers), "convert": len(vouchers)}
    codes = [voucher.json["voucher"]["code"] for voucher in vouchers.values()]
    assert len(set(codes)) == len(codes)
    assert {code for [code] in ask("SELECT code FROM vouchers_voucher")} == set(codes)


def test_connections_that_a_restart_has_cut_are_noticed_before_they_are_used(
    site: Site,
) -> None:
    caller = site.caller()
    statement = ("PUT", "/customers/0", customer())
    side_by_side(lambda _: caller.insist(*statement), range(16), 8)

    site.database.restart()

    answers = side_by_side(lambda _: caller.ask(*statement), range(16), 8)
    assert [each.status for each in answers] == [200] * 16


def test_without_a_database_pages_and_probes_say_so(site: Site) -> None:
    address = site.web.address
    site.database.stop(signal.SIGINT)

    page, alive, ready = [
        call(address, "GET", path, headers={"Accept-Language": "en"})
        for path in (LOG_IN, "/healthz", "/readyz")
    ]
    site.database.up()
    back = call(address, "GET", LOG_IN)

    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert "Your points and your vouchers are safe" in page.content.decode()
    assert alive.status == 200
    assert (ready.status, ready.json["database"]) == (503, "OperationalError")
    assert ready.json["broker"] == "ok"
    assert back.status == 200


def test_a_batch_that_lost_its_database_is_not_remembered_as_done(site: Site) -> None:
    caller = site.caller()
    items = [{"type": "customer", "id": f"b{n}", "body": customer()} for n in range(3)]
    send = partial(caller.ask, "POST", "/batch", {"items": items}, Idempotency_Key="batch")
    site.database.stop(signal.SIGINT)

    lost = send()
    site.database.up()
    done = send()

    assert (lost.status, lost.json["code"]) == (503, "unavailable")
    assert [each["status"] for each in done.json["results"]] == [201] * 3


def test_a_database_that_never_answers_is_given_up_after_three_seconds(
    site: Site, tmp_path: Path
) -> None:
    with socket.socket() as mute, ExitStack() as at_the_end:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        url = f"postgres://loyalty@127.0.0.1:{mute.getsockname()[1]}/none"
        web = Web(tmp_path, site.env | {"DATABASE_URL": url})
        at_the_end.callback(web.kill)
        web.up()

        answer = Caller(web.address, site.token).ask("PUT", "/customers/0", customer())
        ready = call(web.address, "GET", "/readyz")

    assert answer.status == 503
    assert 2 < answer.seconds < 5
    assert ready.json["database"] == ready.json["migrations"] == "OperationalError"
    assert ready.seconds < 9
