"""Worker processes die by the hundred, at any moment: the night's work is done once."""

import random
import re
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from loyalty_site.celery import app
from points.models import Lot, Movement
from programme.tasks import heartbeat, nightly
from shop.models import Shop
from tests.outages.chance import dice
from tests.outages.due import points_that_expire
from tests.outages.processes import Server, kill
from tests.outages.servers import Valkey
from tests.outages.site import WORKERS

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = 104


def kill_all(worker: Server, chance: random.Random) -> None:
    """One after the other, at some moment soon, once those killed before are back."""
    worker.wait_until(lambda: len(worker.children()) == WORKERS)
    for child in chance.sample(worker.children(), WORKERS):
        time.sleep(chance.uniform(0, 0.05))
        kill(child)


def succeeded(worker: Server) -> set[str]:
    """The tasks that the worker says it has done."""
    return set(re.findall(r"\[([-0-9a-f]{36})\] succeeded", worker.log.read_text()))


def test_a_hundred_killed_processes_expire_every_point_once(
    shop: Shop, valkey: Valkey, worker: Server
) -> None:
    chance, sent = dice(), set[str]()

    def send(*tasks: Any) -> None:
        sent.update(app.send_task(each.name, connection=broker).id for each in tasks)

    def done() -> bool:
        return valkey.waiting() == 0

    valkey.up()
    worker.start()
    with app.connection_for_write(valkey.url) as broker:
        send(heartbeat)
        worker.wait_until(done)
        points_that_expire(shop, accounts=150, each=20, within=15)
        for _ in range(KILLS // WORKERS):
            send(*[nightly, nightly, heartbeat] * WORKERS)
            kill_all(worker, chance)
        worker.wait_until(done)
        worker.wait_until(lambda: not Lot.objects.filter(expires_at__gt=Now()).exists())
        send(nightly)
        worker.wait_until(done)
        # A task is acknowledged just before it is said to have succeeded.
        worker.wait_until(lambda: sent <= succeeded(worker))

    log = worker.log.read_text()
    cut = log.count("Task handler raised error: WorkerLostError")
    print(f"{cut} of {len(sent)} tasks were cut.")
    assert cut > KILLS / 10, "many of them were in the middle of a task"
    assert sent == succeeded(worker)
    call_command("audit")
    assert not Lot.objects.filter(remaining__gt=0).exists()
    assert Movement.objects.filter(kind=Movement.Kind.EXPIRE).count() == Lot.objects.count()
