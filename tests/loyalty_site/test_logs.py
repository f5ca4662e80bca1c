"""What a log line says, and what it must not."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from celery import signals
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from accounts.models import User
from api import actions as api_actions
from core.logs import note
from loyalty_site.log_redaction import redact
from loyalty_site.logs import Stderr
from programme.tasks import heartbeat
from shop.models import Customer, Shop
from tests.factories import START
from tests.logs import Written, formatter, written
from tests.staff import backoffice, make_boss
from vouchers.rules.codes import new_code

REQUEST = "loyalty_site.request"
SITUATION = logging.getLogger("shop.actions")


@pytest.fixture
def log() -> Iterator[Written]:
    with written() as log:
        yield log


def said(message: str, **extra: object) -> dict[str, Any]:
    record = SITUATION.makeRecord("x", logging.INFO, "", 0, message, (), None, extra=extra)
    line: dict[str, Any] = json.loads(formatter().format(record))
    return line


def test_a_line_is_one_json_object_that_begins_with_when_and_where(log: Written) -> None:
    SITUATION.warning("Stock is\nlow: %s", "été", extra={"left": 3})

    [line] = log.lines
    assert log.text.count("\n") == 1
    assert list(line) == ["timestamp", "level", "logger", "event", "left"]
    assert line["timestamp"].endswith("Z")
    assert (line["level"], line["logger"]) == ("warning", "shop.actions")
    assert (line["event"], line["left"]) == ("Stock is\nlow: été", 3)


def test_an_exception_is_told_within_its_line(log: Written) -> None:
    try:
        int("no stock")
    except ValueError:
        SITUATION.exception("Broken")

    [line] = log.lines
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("base 10: 'no stock'")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("to Alice.Martin+x@example.co.uk, later", "to [e-mail], later"),
        ("/customers/alice%40example.com", "/customers/[e-mail]"),
        ("Authorization: Bearer abc.def-1", "Authorization: Bearer [secret]"),
        ("key loyalty_abcdefghijklmnop-_Q", "key [API key]"),
        ("redis://:s3cret@redis:6379/0", "redis://[secret]@redis:6379/0"),
        ("postgres://loyalty:s3@db/x", "postgres://[secret]@db/x"),
        ("voucher FID-7KQ4M2XD9AB is used", "voucher [code] is used"),
        ("Key (code, shop_id)=(FID-1, 4) exists", "Key (code, shop_id)=([values]) exists"),
        ("Failing row contains (1, Alice).", "Failing row contains ([values])."),
        ("order 1042 of 2026-11-23, DEMO-42", "order 1042 of 2026-11-23, DEMO-42"),
    ],
)
def test_people_codes_and_secrets_are_not_repeated(text: str, told: str) -> None:
    assert redact(text) == told


@pytest.mark.parametrize("prefix", ["FID", "CAD", "PARR", "A1"])
def test_every_code_that_is_made_is_taken_out_of_a_line(prefix: str) -> None:
    for _each in range(50):
        code = new_code(prefix)
        assert redact(f"code {code} used ({code}).") == "code [code] used ([code])."


def test_secrets_are_not_in_the_fields_of_a_log_line() -> None:
    line = said("x", who={"alice@example.com": ["bob@example.com", 3, None]})

    assert line["who"] == {"[e-mail]": ["[e-mail]", 3, None]}


@pytest.mark.django_db
def test_a_row_that_was_refused_is_not_repeated(alice: Customer, log: Written) -> None:
    User.objects.create(email=alice.email)
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_user (email) VALUES (%s)", [alice.email])
    except IntegrityError:
        SITUATION.exception("Refused")

    assert "null value in column" in log.text
    assert "alice@" not in log.text


def test_things_are_told_in_words() -> None:
    assert said("x", user=User(email="sam@example.com"))["user"] == "[e-mail]"


@pytest.mark.django_db
def test_a_request_has_a_line_with_its_name_in_the_answer(log: Written) -> None:
    page = Client().get("/nowhere/at/all/?code=secret-1", headers={"host": "localhost"})

    [line] = log.of(REQUEST)
    assert page.headers["X-Request-ID"] == line["request_id"]
    assert len(line["request_id"]) == 32
    assert (line["method"], line["path"]) == ("GET", "/nowhere/at/all/")
    assert (line["status"], line["level"]) == (404, "info")
    assert 0 < line["duration_ms"] < 10_000
    assert "secret-1" not in log.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0af76519-16cd.43:d1_x", True),
        ("short", False),
        ("x" * 65, False),
        ('"}{"level":"error', False),
        ("alice@example.com", False),
    ],
)
def test_a_name_that_comes_with_it_is_kept_where_it_is_one(given: str, kept: bool) -> None:
    page = Client().get("/", headers={"X-Request-ID": given})

    assert (page.headers["X-Request-ID"] == given) is kept


@pytest.mark.django_db
def test_requests_do_not_hear_of_each_other(log: Written) -> None:
    for _ in range(2):
        Client().get("/")
    SITUATION.info("in between")

    first, second = log.of(REQUEST)
    assert first["request_id"] != second["request_id"]
    assert "request_id" not in log.lines[-1]


@pytest.mark.django_db
def test_a_call_says_which_shop_and_key(shop: Shop, log: Written) -> None:
    _key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=START)

    Client().get(
        "/api/v1/customers/57/account", headers={"Authorization": f"Bearer {token}"}
    )

    [line] = log.of(REQUEST)
    assert (line["shop"], line["api_key"]) == ("boutique", "PrestaShop")
    assert line["status"] == 404
    assert token not in log.text


@pytest.mark.django_db
def test_a_customers_page_says_which_by_number_only(alice: Customer, log: Written) -> None:
    visitor = Client()
    user = User.objects.create(email=alice.email)
    visitor.force_login(user, "django.contrib.auth.backends.ModelBackend")

    visitor.get("/boutique/compte/bons/FID-7KQ4M2XD9AB/")

    [line] = log.of(REQUEST)
    assert (line["shop"], line["customer"]) == ("boutique", alice.pk)
    assert line["path"] == "/boutique/compte/bons/[code]/"
    assert "FID-" not in log.text
    assert "alice" not in log.text


@pytest.mark.django_db
def test_a_page_of_the_back_office_says_which_of_the_staff(log: Written) -> None:
    boss = make_boss()

    backoffice(boss).get("/admin/")

    [line] = log.of(REQUEST)
    assert line["staff"] == boss.pk
    assert boss.email not in log.text


@pytest.mark.django_db
def test_a_password_that_fails_is_told_without_whose(
    settings: Settings, log: Written
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    Client().post("/admin/login/", {"username": "hunter2", "password": "hunter3"})

    assert log.of("axes.handlers.database")
    assert "hunter" not in log.text


def broken(_request: HttpRequest) -> HttpResponse:
    SITUATION.info("about to break")
    raise ValueError("for alice@example.com")


def mentioned(_request: HttpRequest, code: str) -> HttpResponse:
    SITUATION.info("looked at")
    raise ValueError(code)


urlpatterns = [path("broken/", broken), path("bons/<str:code>/", mentioned)]


def test_lines_within_a_request_share_its_name(settings: Settings, log: Written) -> None:
    settings.ROOT_URLCONF = __name__

    page = Client(raise_request_exception=False).get("/broken/?code=secret-1")

    before, error, line = log.lines
    assert {each["request_id"] for each in log.lines} == {page.headers["X-Request-ID"]}
    assert {each["path"] for each in log.lines} == {"/broken/"}
    assert (before["event"], error["logger"]) == ("about to break", "django.request")
    assert error["event"] == "Internal Server Error: /broken/"
    assert error["exception"].endswith("ValueError: for [e-mail]")
    assert (line["status"], line["level"]) == (500, "warning")
    assert "secret-1" not in log.text


def test_a_code_in_an_address_is_told_nowhere(settings: Settings, log: Written) -> None:
    settings.ROOT_URLCONF = __name__

    Client(raise_request_exception=False).get("/bons/ab12cd/")

    assert {each["path"] for each in log.lines} == {"/bons/[code]/"}
    assert "ab12cd" not in log.text
    assert [each["event"] for each in log.lines] == [
        "looked at",
        "Internal Server Error: /bons/[code]/",
        "request",
    ]


def test_a_secret_path_is_not_logged_before_the_address_is_resolved(log: Written) -> None:
    Client().get("/boutique/compte/bons/ab12cd/", headers={"host": "elsewhere.example"})

    assert {each["path"] for each in log.lines} == {"/boutique/compte/bons/[code]/"}
    assert "ab12cd" not in log.text


def test_a_task_says_which_it_is_and_hears_of_no_other(log: Written) -> None:
    note(shop="of-another")
    signals.task_prerun.send(sender=heartbeat, task_id="t-1", task=heartbeat)
    SITUATION.info("ticking")

    [line] = log.lines
    assert (line["task"], line["task_id"]) == ("programme.tasks.heartbeat", "t-1")
    assert "shop" not in line


def test_celery_speaks_of_tasks_without_their_arguments() -> None:
    data = {"id": "t-1", "name": "mail.send", "args": "('alice@example.com', 'secret')"}

    line = said("Task mail.send[t-1] received", data=data)

    assert (line["task"], line["task_id"]) == ("mail.send", "t-1")
    assert "secret" not in json.dumps(line)


PROCESS = """
import logging
from loyalty_site import logs
{setup}
logging.getLogger("gunicorn.error").info("Booting worker")
raise ValueError("for alice@example.com")
"""


def run(setup: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- the text above
        [sys.executable, "-c", PROCESS.format(setup=setup)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_ends_a_process_is_a_line_too() -> None:
    ended = run("logs.configure(logs.config(pretty=False, level='INFO'))")

    booting, last = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (ended.returncode, ended.stdout) == (1, "")
    assert (booting["logger"], booting["event"]) == ("gunicorn.error", "Booting worker")
    assert (last["level"], last["event"]) == ("critical", "Uncaught")
    assert last["exception"].endswith("ValueError: for [e-mail]")


def test_with_debug_it_is_written_for_people() -> None:
    ended = run("logs.configure(logs.config(pretty=True, level='INFO'))")

    assert "[info     ] Booting worker [gunicorn.error]" in ended.stderr
    assert "ValueError: for [e-mail]" in ended.stderr


def test_a_line_goes_to_whatever_stderr_is_by_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handler = Stderr()
    gone, here = StringIO(), StringIO()
    gone.close()
    handler.setStream(gone)
    monkeypatch.setattr(sys, "stderr", here)

    handler.handle(SITUATION.makeRecord("x", logging.INFO, "", 0, "Still heard", (), None))

    assert here.getvalue() == "Still heard\n"
