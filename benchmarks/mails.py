"""Mails rendered and delivered, against a bare smtplib loop to the same server."""

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

from django.core.mail import mailers
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn, seconds
from mailing import actions as mailing
from mailing import mail_types
from mailing.actions.claiming import BATCH_SIZE, claim_batch
from mailing.actions.queueing import MailDraftQuery
from mailing.actions.sending import send_batch
from mailing.actions.transport import MailServer, compose
from mailing.mail_types import BlockPlaceholder, MailType
from mailing.models import Mail, MailCategory, SendingLimits
from mailing.rendering import render_mails
from shop.models import Shop

MAIL_TYPE = MailType(
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


def figures(size: Size) -> Iterator[Figure]:
    mail_types.register(MAIL_TYPE)
    queued = size.pick(tiny=40, usual=100_000)
    shop = world.new_shop()
    world.add_customers(shop, queued)
    # Without quiet hours; the frequency cap is asked all the same, as a campaign would.
    SendingLimits.objects.filter(shop=shop).update(quiet_from="08:00", quiet_until="08:00")
    with connection.cursor() as cursor:
        cursor.execute(_AGREE, [shop.pk])
    world.analyze()
    yield _queueing(shop, queued)
    with _sink() as port:
        served = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 10},
        }
        with override_settings(MAILERS={"default": served, "queue": served}):
            yield _delivering(port, size)
            yield from _in_parts(size)


def _queueing(shop: Shop, queued: int) -> Figure:
    """Against the leanest statement that writes the same rows without asking anything."""
    drafts = MailDraftQuery(_DRAFTS, {"shop": shop.pk, "count": queued, "from": 0})
    ours = seconds(
        lambda: mailing.queue_many(
            mail_type=MAIL_TYPE, shop=shop, rows=drafts, now=timezone.now()
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_mail (LIKE mailing_mail INCLUDING ALL)")
        cursor.execute(
            "CREATE TEMP TABLE bench_lean AS SELECT * FROM mailing_mail WHERE shop_id = %s",
            [shop.pk],
        )
        theirs = seconds(
            lambda: cursor.execute("INSERT INTO bench_mail SELECT * FROM bench_lean")
        )
        cursor.execute("DROP TABLE bench_mail, bench_lean")
    return Figure(
        "mails queued per second", queued / ours, queued / theirs, "mails/s", "≥ 0.5"
    )


def _delivering(port: int, size: Size) -> Figure:
    """With everything that is asked of each, and the outcome of each saved by itself."""
    per_round = size.pick(tiny=5, usual=BATCH_SIZE)
    [first], _looked_at = claim_batch(now=timezone.now(), limit=1)
    written = compose(first, render_mails([first], timezone.now())[first.pk])
    fixed = written.message(policy=policy.SMTP).as_bytes()

    def bare() -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for _ in range(per_round):
                server.sendmail("fidelite@localhost", ["client@example.com"], fixed)

    def ours() -> None:
        server = MailServer(mailers["queue"])
        batch = send_batch(server=server, clock=timezone.now, limit=per_round)
        assert batch.sent == per_round, batch
        server.close()

    mine, theirs = in_turn(ours, bare, rounds=size.pick(tiny=1, usual=5))
    return Figure(
        f"mails of {len(fixed) / 1024:.0f} kB rendered and delivered",
        per_round / mine,
        per_round / theirs,
        "mails/s",
        "≥ 0.5",
    )


def _in_parts(size: Size) -> Iterator[Figure]:
    """Where the time goes: claiming, with all its checks, and rendering."""
    mails: list[Mail] = []
    limit = size.pick(tiny=5, usual=BATCH_SIZE)

    def claim() -> None:
        for _ in range(size.pick(tiny=1, usual=10)):
            mails.extend(claim_batch(now=timezone.now(), limit=limit)[0])

    claiming = seconds(claim)
    rendering = seconds(lambda: render_mails(mails, timezone.now()))
    for name, spent in (("claiming", claiming), ("rendering", rendering)):
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
