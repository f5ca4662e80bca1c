"""Whoever sends mails dies a hundred times, at any moment: no mail is lost, and none goes
twice but the one that was just being handed over.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from signal import SIGKILL

import pytest
from django.utils import timezone

from loyalty_site.embedded.folders import BASE_DIR
from mailing import actions as mailing
from mailing.actions.queueing import MailDraft
from mailing.models import Mail
from shop.models import Customer, Shop
from tests.factories import CustomerFactory
from tests.mailing.mail_types import RECEIPT
from tests.mailing.smtp import Inbox, a_port, serving
from tests.outages.chance import dice
from tests.outages.site import environment
from vouchers.models import Voucher

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = 100
MAILS = 1200
NAME = re.compile(rb"(?i)^message-id:\s*(<[^>]+>)", re.MULTILINE)


@contextmanager
def mailer(port: int) -> Iterator[Callable[[Callable[[], None] | None], int]]:
    """Call it to send what is due, and to kill the sender once it is time; how it ended."""
    env = environment(os.environ["REDIS_URL"])
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.outages.mailer", str(port)],
        cwd=BASE_DIR,
        env=os.environ | env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    ask, answer = process.stdin, process.stdout

    def send(wait: Callable[[], None] | None) -> int:
        ask.write("go\n")
        ask.flush()
        child = int(answer.readline())
        if wait:
            wait()
            os.kill(child, SIGKILL)
        return int(answer.readline())

    with process:
        yield send
        ask.close()


def fill(shop: Shop) -> None:
    people = Customer.objects.bulk_create(CustomerFactory.build_batch(MAILS, shop=shop))
    now = timezone.now()
    drafts = (MailDraft(each.pk, f"receipt:{each.pk}", {"points": 1}) for each in people)
    assert mailing.queue_many(mail_type=RECEIPT, shop=shop, rows=drafts, now=now) == MAILS


def give_up_the_dead() -> None:
    """As after a lease: nobody is left who could still say what became of a mail."""
    rows = Mail.objects.filter(state=Mail.State.CLAIMED)
    rows.update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_hundred_killed_senders_lose_no_mail(shop: Shop) -> None:
    chance, inbox, port = dice(), Inbox(), a_port()
    fill(shop)
    killed = 0

    def some_arrive() -> None:
        """None, or a few; and then any moment of the next."""
        enough, until = len(inbox.raw) + chance.randint(0, 12), time.monotonic() + 5
        while len(inbox.raw) < enough and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03))

    with serving(inbox, port), mailer(port) as send:
        while killed < KILLS:
            killed += send(some_arrive) == -SIGKILL
            give_up_the_dead()
        left = Mail.objects.exclude(state="sent").count()
        assert send(None) == 0

    arrived = Counter(inbox.recipients)
    twice = sum(arrived.values()) - MAILS
    print(f"killed {killed} times, {left} mails left after that, {twice} went twice")
    assert len(arrived) == MAILS
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert left < MAILS
    assert 0 <= twice <= KILLS
    named = {NAME.findall(mail)[0] for mail in inbox.raw}
    assert len(named) == MAILS
    assert Voucher.objects.count() == MAILS
