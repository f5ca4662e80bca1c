"""Sends what is due in a child that can be killed, once per line that it reads.

`python -m tests.outages.mailer PORT`: says the child's number, and then how it ended.
"""

import os
import sys
from datetime import datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from mailing import actions as mailing  # noqa: E402
from mailing import mail_types  # noqa: E402
from mailing.mail_types import Declined, Prepared  # noqa: E402
from mailing.models import Mail, MailCategory  # noqa: E402
from mailing.rendering import render_mails  # noqa: E402
from tests.mailing.mail_types import mail_type  # noqa: E402
from tests.mailing.smtp import mailers  # noqa: E402
from vouchers.models import Voucher  # noqa: E402


def mint(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """A voucher for each. A second one would have the same code, and be refused."""
    Voucher.objects.bulk_create(
        Voucher(
            shop=mail.shop,
            customer=mail.customer,
            code=f"MAIL-{mail.pk:010}",
            origin=Voucher.Origin.MANUAL,
            label="Offert",
            amount=5,
            valid_from=now,
            valid_until=now + timedelta(days=2),
            author="system",
            issued_at=now,
        )
        for mail in mails
        if not mail.prepared_at
    )
    return {mail.pk: Prepared({"points": mail.pk}) for mail in mails}


VOUCHER = mail_type("receipt", category=MailCategory.SERVICE, prepare=mint)


def warm_up() -> None:
    """Frames are made once per process; a connection is no child's inheritance."""
    mails = Mail.objects.select_related("shop", "customer")[:1]
    render_mails(mails, timezone.now())
    connection.close()


def main() -> None:
    mail_types.register(VOUCHER)
    settings.MAILERS = mailers(int(sys.argv[1]))
    warm_up()
    for _line in sys.stdin:
        child = os.fork()
        if not child:
            for _batch in mailing.send_due(clock=timezone.now):
                pass
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
