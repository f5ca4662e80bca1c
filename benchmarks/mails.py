"""Mails written and handed over, against a bare smtplib loop to the same server."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email import policy
from pathlib import Path
from socket import create_connection, socket

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, in_turn, seconds
from mailing import actions as mailing
from mailing import mail_types
from mailing.actions import MailDraftQuery
from mailing.actions.claiming import claim_batch
from mailing.actions.transport import compose
from mailing.mail_types import BlockPlaceholder, MailType
from mailing.models import Mail, MailCategory, SendingLimits
from mailing.rendering import render_mails
from shop.models import Shop

PER_ROUND = 500
ROUNDS = 5
QUEUED = 100_000

KIND = MailType(
    code="benchmark",
    label="benchmark",
    category=MailCategory.OFFERS,
    advertising=True,
    texts=Path(__file__).parent / "texts",
    blocks={"voucher": BlockPlaceholder("voucher", "voucher", None)},
)
_AGREE = """
    INSERT INTO mailing_consent
        (customer_id, category, given, basis, wording, version, source, recorded_at)
    SELECT id, 'offers', true, 'consent', 'Oui.', '1', 'benchmark', now()
    FROM shop_customer WHERE shop_id = %s
"""
_DRAFTS = """
    SELECT id AS customer, 'bench:' || id AS source, NULL::timestamptz AS due_at,
           jsonb_build_object('voucher', jsonb_build_object(
               'code', 'FLW-1-' || id, 'label', 'Offert', 'amount', '5.00',
               'valid_until', '2099-01-01T00:00:00+00:00'
           )) AS values
    FROM shop_customer WHERE shop_id = %(shop)s ORDER BY id LIMIT %(count)s OFFSET %(from)s
"""


def figures() -> Iterator[Figure]:
    mail_types.register(KIND)
    shop = world.new_shop()
    world.add_customers(shop, QUEUED)
    # A cap is asked for all the same: it is what a campaign of a shop would do.
    SendingLimits.objects.filter(shop=shop).update(quiet_from="08:00", quiet_until="08:00")
    with connection.cursor() as cursor:
        cursor.execute(_AGREE, [shop.pk])
        cursor.execute("ANALYZE")
    yield _queueing(shop)
    with _sink() as port:
        served = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 10},
        }
        with override_settings(MAILERS={"default": served, "queue": served}):
            yield _handing_over(port)
            yield from _in_parts()


def _queueing(shop: Shop) -> Figure:
    """Against the leanest statement that writes the same rows without asking anything."""
    now = timezone.now()
    drafts = MailDraftQuery(_DRAFTS, {"shop": shop.pk, "count": QUEUED, "from": 0})
    ours = seconds(
        lambda: mailing.queue_many(mail_type=KIND, shop=shop, rows=drafts, now=now)
    )
    lean = (
        "CREATE TEMP TABLE lean ON COMMIT DROP AS SELECT * FROM mailing_mail "
        "WHERE shop_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_mail (LIKE mailing_mail INCLUDING ALL)")
        cursor.execute(lean.replace("ON COMMIT DROP ", ""), [shop.pk])
        columns = "SELECT * FROM lean"
        theirs = seconds(lambda: cursor.execute(f"INSERT INTO bench_mail {columns}"))
        cursor.execute("DROP TABLE bench_mail, lean")
    return Figure(
        "mails queued per second", QUEUED / ours, QUEUED / theirs, "mails/s", "≥ 0.5"
    )


def _handing_over(port: int) -> Figure:
    """With everything that is asked of each, and each marked by itself."""
    [first], _looked_at = claim_batch(now=timezone.now(), limit=1)
    written = compose(first, render_mails([first], timezone.now())[first.pk])
    fixed = written.message(policy=policy.SMTP).as_bytes()

    def bare() -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for _ in range(PER_ROUND):
                server.sendmail("fidelite@localhost", ["client@example.com"], fixed)

    def ours() -> None:
        sent = 0
        for batch in mailing.send_due(clock=timezone.now):
            sent += batch.sent
            if sent >= PER_ROUND:
                return

    mine, theirs = in_turn(ours, bare, rounds=ROUNDS)
    size = len(fixed) / 1024
    return Figure(
        f"mails of {size:.0f} kB rendered and handed over",
        PER_ROUND / mine,
        PER_ROUND / theirs,
        "mails/s",
        "≥ 0.5",
    )


def _in_parts() -> Iterator[Figure]:
    """Where the time goes: asking what may go, and writing it."""
    mails: list[Mail] = []

    def ask() -> None:
        for _ in range(10):
            mails.extend(claim_batch(now=timezone.now())[0])

    asking = seconds(ask)
    writing = seconds(lambda: render_mails(mails, timezone.now()))
    for name, spent in (("asking whether it may go", asking), ("writing it", writing)):
        milliseconds = spent / len(mails) * 1000
        yield Figure(f"of this, {name}", milliseconds, 1, "ms/mail", "–")


@contextmanager
def _sink() -> Iterator[int]:
    """A server that takes everything and keeps nothing, in a process of its own."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    sink = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l"]
    with subprocess.Popen([sys.executable, *sink, f"127.0.0.1:{port}"]) as process:  # noqa: S603
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = timezone.now() + timedelta(seconds=10)
    while timezone.now() < until:
        with suppress(OSError), create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
