"""The command, the beat's task and the address for hosts without a clock."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils.translation import override

from mailing.models import Mail
from reminders.actions.keys import make_key
from reminders.models import Schedule
from reminders.queries.announcement import announce
from reminders.queries.campaigns import running
from reminders.rules.presets import Aim
from reminders.tasks import run as beat
from shop.models import Customer, Shop
from tests.connections import others
from tests.factories import day, make_shop
from tests.mailing.conftest import inbox
from tests.mailing.smtp import Inbox
from tests.reminders.conftest import agree, campaign, fill, run

__all__ = ["inbox"]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(2), tick=False):
        yield


@pytest.fixture
def left(shop: Shop, client57: Customer, bob: Customer) -> None:
    """Two have left a cart; Bob has agreed to nothing."""
    campaign(shop, Aim.CART)
    for each, number in [(client57, "a"), (bob, "b")]:
        fill(each, number, on=1)


def command(*args: str) -> list[str]:
    out = StringIO()
    call_command("send_reminders", *args, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.usefixtures("left")
def test_a_dry_run_lists_what_a_run_does(shop: Shop) -> None:
    with override("fr"):
        said = command("--dry-run")
    assert said == [
        "boutique: 1 to be written to",
        "Paniers abandonnés\t57\te-mail",
        "Paniers abandonnés\t58\tN’a ni acheté ni accepté de recevoir des offres.",
    ]
    assert not Mail.objects.exists()

    assert command() == ["boutique: 1 queued, 0 held out"]
    assert Schedule.objects.get(shop=shop).ran_by == "command"


@pytest.mark.usefixtures("left")
def test_the_command_can_run_one_shop_or_one_campaign(shop: Shop) -> None:
    make_shop("other")

    assert command("--shop", "other") == ["other: 0 queued, 0 held out"]
    assert command("--shop", "boutique", "--campaign", "Paniers abandonnés") == [
        "boutique: 1 queued, 0 held out"
    ]
    with pytest.raises(CommandError, match="'Nouvelle commande' of boutique is on"):
        command("--shop", "boutique", "--campaign", "Nouvelle commande")
    with pytest.raises(CommandError, match="no shop 'nowhere'"):
        command("--shop", "nowhere")


@pytest.mark.usefixtures("left")
def test_the_beat_runs_all_shops(shop: Shop) -> None:
    beat()

    assert Schedule.objects.get(shop=shop).ran_by == "beat"
    assert Mail.objects.count() == 1


def call(client: Client, shop: str, key: str, method: str = "get") -> tuple[int, Any]:
    answer = getattr(client, method)(f"/cron/{shop}/{key}/")
    return answer.status_code, json.loads(answer.content)


@pytest.mark.usefixtures("left")
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_address_runs_and_sends(
    shop: Shop, client: Client, inbox: Inbox, method: str
) -> None:
    key = make_key(shop=shop, now=day(1))

    assert call(client, "boutique", key, method) == (
        200,
        {
            "ran_at": "2026-05-03T10:00:00+00:00",
            "overlapping": False,
            "queued": 1,
            "held_out": 0,
            "sent": 1,
        },
    )
    assert len(inbox.mails) == 1
    again = call(client, "boutique", key)[1]
    assert (again["queued"], again["sent"]) == (0, 0)


@pytest.mark.usefixtures("left")
def test_a_wrong_key_opens_nothing(shop: Shop, client: Client) -> None:
    """Nor does one of another shop, of a shop without any, or one that was replaced."""
    other = make_shop("other")
    make_shop("keyless")
    foreign = make_key(shop=other, now=day(1))
    replaced = make_key(shop=shop, now=day(1))
    key = make_key(shop=shop, now=day(1.5))
    refused = (403, {"code": "wrong_key"})

    for code, said in [
        ("boutique", "wrong"),
        ("boutique", foreign),
        ("boutique", replaced),
        ("nowhere", key),
        ("keyless", key),
        ("keyless", "0"),
    ]:
        assert call(client, code, said) == refused
    assert not Mail.objects.exists()
    assert key not in str(Schedule.objects.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("inbox")
def test_calls_that_overlap_are_harmless(shop: Shop, client: Client) -> None:
    key = make_key(shop=shop, now=day(1))
    with transaction.atomic():
        run(shop, on=2)
        with others() as pool:
            status, said = pool._pool.submit(_call, client, key).result()
    assert (status, said["overlapping"]) == (200, True)


def _call(client: Client, key: str) -> tuple[int, Any]:
    try:
        return call(client, "boutique", key)
    finally:
        connection.close()


def test_the_list_and_the_run_agree(shop: Shop, client57: Customer, bob: Customer) -> None:
    agree(bob)
    campaign(shop, Aim.CART, holdout_percent=50)
    for each, number in [(client57, "a"), (bob, "b")]:
        fill(each, number, on=1)

    said = announce(running(shop), day(2))
    outcome = run(shop, on=2)
    assert (said.mails, said.of_reason("held_out")) == (outcome.count, outcome.held_out)
