"""Redis is gone: facts come in as before, log-in waits, the clock goes on afterwards."""

import re
import signal
import statistics
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from points.models import Account, Lot, Movement
from shop.models import Customer, Shop
from tests.outages.calls import Caller, Told, call
from tests.outages.due import points_that_expire
from tests.outages.processes import Server
from tests.outages.servers import Valkey
from tests.outages.site import Web
from tests.outages.statements import customer, order

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Once in five seconds a process looks for Redis, for half a second; the rest is for a busy
# machine.
LONGEST = 2.5
# For a few ticks of the clock.
SECONDS_AWAY = 2
LOG_IN = "/boutique/connexion/"
# Without a mail server of ours, mails go where the web process writes.
CODE = re.compile(r"[A-Z]{4}-[A-Z]{4}")


def killed(valkey: Valkey, web: Web) -> None:
    valkey.up()
    web.up()
    valkey.kill()


def never_there(valkey: Valkey, web: Web) -> None:
    web.up()


def silent(valkey: Valkey, web: Web) -> None:
    """It takes connections and answers nobody."""
    valkey.up()
    web.up()
    valkey.send(signal.SIGSTOP)


type Loss = Callable[[Valkey, Web], None]


@pytest.mark.parametrize("loss", [killed, never_there, silent])
def test_facts_come_in_and_settle_without_redis(
    loss: Loss, valkey: Valkey, web: Web, caller: Caller
) -> None:
    loss(valkey, web)

    stated = caller.ask("PUT", "/customers/57", customer())
    orders = [caller.ask("PUT", f"/orders/{n}", order("57")) for n in range(20)]
    items = [{"type": "order", "id": f"b{n}", "body": order("57")} for n in range(10)]
    batch = caller.ask("POST", "/batch", {"items": items}, Idempotency_Key="batch")
    voucher = caller.ask("POST", "/customers/57/conversions", Idempotency_Key="voucher")
    again = caller.ask("POST", "/customers/57/conversions", Idempotency_Key="voucher")

    assert stated.status == 201
    assert [told.status for told in orders] == [201] * 20
    assert [told.json["points"]["posted"] for told in orders] == [4] * 20
    assert [each["status"] for each in batch.json["results"]] == [201] * 10
    assert (voucher.status, voucher.json["points"]["available"]) == (201, 0)
    assert again.content == voucher.content
    call_command("audit")
    seconds = [told.seconds for told in [stated, *orders, voucher, again]]
    print(
        f"{loss.__name__}: {statistics.median(seconds):.3f} s, {max(seconds):.3f} at most"
    )
    assert max(seconds) < LONGEST


@pytest.mark.parametrize("loss", [killed, silent])
def test_probes_say_soon_that_redis_is_gone(loss: Loss, valkey: Valkey, web: Web) -> None:
    loss(valkey, web)

    alive, ready = (call(web.address, "GET", path) for path in ("/healthz", "/readyz"))

    assert alive.status == 200
    assert ready.status == 503
    assert ready.json["broker"] == "OperationalError"
    assert ready.json["database"] == ready.json["migrations"] == "ok"
    assert ready.seconds < 2 * LONGEST


def signed_in(person: User) -> dict[str, str]:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}


def cookie(told: Told, name: str) -> str:
    found = SimpleCookie("; ".join(told.headers.get_all("Set-Cookie", [])))
    return found[name].value


def send_form(web: Web, path: str, session: str = "", **fields: str) -> Told:
    """As a browser does that has just opened the page."""
    known = {"Cookie": f"sessionid={session}"}
    token = cookie(call(web.address, "GET", path, headers=known), "csrftoken")
    body = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
    headers = {
        "Cookie": f"csrftoken={token}; sessionid={session}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": "en",
    }
    return call(web.address, "POST", path, body, headers)


def test_without_redis_no_codes_are_sent_and_who_is_in_stays_in(
    valkey: Valkey, web: Web, alice: Customer
) -> None:
    """Without a count anybody could ask for as many codes as they like."""
    inside = signed_in(User.objects.create(email=alice.email))
    killed(valkey, web)

    asked = send_form(web, LOG_IN, email=alice.email)
    account = call(web.address, "GET", "/boutique/compte/", headers=inside)

    assert (asked.status, asked.headers["Retry-After"]) == (503, "5")
    assert "Out of order for a moment" in asked.content.decode()
    assert asked.seconds < LONGEST
    assert account.status == 200


def test_a_code_that_was_sent_opens_without_redis(
    valkey: Valkey, web: Web, alice: Customer
) -> None:
    valkey.up()
    web.up()
    asked = send_form(web, LOG_IN, email=alice.email)
    web.wait_until(lambda: CODE.search(web.log.read_text()) is not None)
    valkey.kill()

    [code] = set(CODE.findall(web.log.read_text()))
    entered = send_form(web, f"{LOG_IN}code/", cookie(asked, "sessionid"), code=code)

    assert (entered.status, entered.headers["Location"]) == (302, "/boutique/compte/")


def test_without_redis_passwords_are_still_counted(valkey: Valkey, web: Web) -> None:
    """In the database."""
    User.objects.create_superuser("sam@example.com", "right horse battery")
    killed(valkey, web)

    attempts = [
        send_form(web, "/admin/login/", username="sam@example.com", password=password)
        for password in ["wrong"] * 5 + ["right horse battery"]
    ]

    assert [each.status for each in attempts] == [200] * 4 + [429] * 2


def test_the_clock_goes_on_when_redis_is_back(
    shop: Shop, valkey: Valkey, web: Web, worker: Server, beat: Server
) -> None:
    def beat_is_seen() -> bool:
        found: str = call(web.address, "GET", "/readyz").json["beat"]
        return found == "ok"

    for server in (worker, beat):
        server.start()
    web.up()
    for outage in ("never there", "killed"):
        points_that_expire(shop, accounts=3, each=2, within=SECONDS_AWAY / 2)
        with transaction.atomic():
            # So that a worker, where there is one, has a night in hand.
            assert len(Account.objects.select_for_update(no_key=True)) > 0
            time.sleep(SECONDS_AWAY)
            valkey.kill()
        assert not beat_is_seen()
        time.sleep(SECONDS_AWAY)
        valkey.up()
        seconds = web.wait_until(beat_is_seen)
        print(f"{outage}: beat was seen again after {seconds:.1f} s")
        web.wait_until(lambda: not Lot.objects.filter(remaining__gt=0).exists())

    assert Movement.objects.filter(kind=Movement.Kind.EXPIRE).count() == 12
    call_command("audit")
