"""Workers are killed at random moments, a hundred times. In the end every due mail has gone
once, with one voucher of its own, and no voucher lies about.
"""

import os
import random
import signal
import time

import pytest
from django.db import connection

from mailing.actions.claiming import claim_batch
from mailing.actions.outcomes import MailSent, save_outcomes
from mailing.models import Mail
from reminders.models import Reminder
from reminders.rules.presets import Aim
from shop.models import Shop
from tests.factories import CustomerFactory, day
from tests.reminders.conftest import agree, campaign, fill, issued_vouchers, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE = 60
KILLS = 100


def work(shop: Shop, on: float) -> None:
    """One tick: choose, and then claim and send what is due, a few at a time."""
    run(shop, on=on)
    while True:
        mails, looked_at = claim_batch(now=day(on), limit=5)
        save_outcomes(mails, {mail.pk: MailSent(day(on)) for mail in mails}, now=day(on))
        if not looked_at:
            return


def killed(shop: Shop, on: float, after: float) -> None:
    """The same in a process of its own, which is killed so many seconds later."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            work(shop, on)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_hundred_kills_lose_nothing_and_double_nothing(shop: Shop) -> None:
    campaign(shop, Aim.CART)
    lot = random.Random(7)
    for number in range(PEOPLE):
        customer = CustomerFactory.create(shop=shop, external_id=f"k{number}")
        agree(customer)
        # They become due one after the other, while workers come and go.
        fill(customer, f"c{number}", on=1 + number / 2000)

    for number in range(KILLS):
        # A lease of ten minutes is over from one to the next.
        killed(shop, 2 + number * 0.008 / 24, lot.uniform(0.005, 0.25))
    work(shop, 2.06)
    work(shop, 2.08)

    assert Mail.objects.filter(state="sent").count() == Mail.objects.count() == PEOPLE
    assert Reminder.objects.count() == PEOPLE
    assert sorted(voucher.customer_id or 0 for voucher in issued_vouchers(shop)) == sorted(
        Mail.objects.values_list("customer", flat=True)
    )
    codes = {mail.values["voucher"]["code"] for mail in Mail.objects.all()}
    assert codes == {voucher.code for voucher in issued_vouchers(shop)}
    assert not any(voucher.cancelled_at for voucher in issued_vouchers(shop))


def test_two_workers_at_once_make_each_voucher_once(shop: Shop) -> None:
    campaign(shop, Aim.CART)
    for number in range(PEOPLE):
        customer = CustomerFactory.create(shop=shop, external_id=f"k{number}")
        agree(customer)
        fill(customer, f"c{number}", on=1)
    connection.close()
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            try:
                work(shop, 2)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    work(shop, 2.01)

    assert Mail.objects.filter(state="sent").count() == Mail.objects.count() == PEOPLE
    assert len(issued_vouchers(shop)) == PEOPLE
