"""What the clock and the command line do with mails that are due."""

import io

import pytest
import time_machine
from django.core.management import call_command
from pytest_django import Settings

from loyalty_site.celery import app
from mailing.models import Mail
from mailing.tasks import send_due
from shop.models import Customer
from tests.factories import START
from tests.mailing.smtp import Inbox, a_port, mailers
from tests.mailing.test_sending import queue


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(START, tick=False):
        yield


def said(command: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(command, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_clock_sends_what_is_due(alice: Customer, inbox: Inbox) -> None:
    queue(alice)

    send_due()

    assert Mail.objects.get().state == "sent"
    assert len(inbox.raw) == 1


def test_the_clock_ticks_every_ten_seconds_and_forgets_a_tick_that_waited() -> None:
    tick = app.conf.beat_schedule["mails"]

    assert tick["task"] == send_due.name
    assert (tick["schedule"], tick["options"]) == (10.0, {"expires": 10})


def test_the_command_says_what_it_sent(alice: Customer, inbox: Inbox) -> None:
    queue(alice)

    assert said("send_mails") == ("looked at: 1, sent: 1\n", "")
    assert said("send_mails") == ("looked at: 0, sent: 0\n", "")


def test_the_command_reports_an_unreachable_server(
    alice: Customer, settings: Settings
) -> None:
    settings.MAILERS = mailers(a_port())
    queue(alice)

    told = "The mail server is unreachable; the rest stays due.\n"
    assert said("send_mails") == ("looked at: 1, sent: 0\n", told)
