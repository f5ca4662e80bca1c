"""Announce to customers that points are about to expire: once each, and not every day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from core.days import local_day, start_of
from earning.queries import versions as earning_versions
from mailing.actions import queueing as mailing
from points.mails.expiring import POINTS_EXPIRING
from shop.models import Shop

# No two mails to one customer within this: lots that end soon after each other go into one.
APART = timedelta(days=7)
# The shop's own hour at which the night's mails go.
MORNING = timedelta(hours=9)

# Members with points that expire within ``ahead`` and that no earlier mail has announced:
# at the last mail the latest of them was further away than ``ahead``.
_DUE = """
    WITH soon AS (
        SELECT account_id, max(expires_at) AS last
        FROM points_lot
        WHERE shop_id = %(shop)s AND remaining > 0 AND activates_at <= %(now)s
          AND expires_at > %(now)s AND expires_at <= %(now)s + %(ahead)s
        GROUP BY account_id
    )
    SELECT soon.account_id AS customer, '{}'::jsonb AS values, %(due_at)s AS due_at,
           'expiring:' || soon.account_id || ':' || %(today)s AS source
    FROM soon
    JOIN shop_customer customer ON customer.id = soon.account_id
    LEFT JOIN LATERAL (
        SELECT max(queued_at) AS at FROM mailing_mail
        WHERE customer_id = soon.account_id AND mail_type = %(mail_type)s
    ) announced ON true
    WHERE customer.erased_at IS NULL AND NOT customer.guest
      AND (announced.at IS NULL
           OR soon.last > announced.at + %(ahead)s
              AND announced.at <= %(now)s - %(apart)s)
    ORDER BY soon.account_id
    LIMIT %(chunk)s
"""


def announce_expiring(*, now: datetime, chunk: int = 5000) -> Iterator[int]:
    """Queue the mails for all whose points expire within the days their shop has set.

    ``chunk`` customers per statement and transaction; yields how many, each time.
    """
    for shop in Shop.objects.order_by("pk"):
        ahead = timedelta(days=earning_versions.rules_at(shop, now).notice_days or 0)
        today = local_day(now, shop.zone)
        parameters = {
            "shop": shop.pk,
            "now": now,
            "mail_type": POINTS_EXPIRING.code,
            "ahead": ahead,
            # A shop with a short notice: within a week, what ends next could be over.
            "apart": min(APART, ahead / 2),
            "today": today.isoformat(),
            "due_at": max(now, start_of(today, shop.zone) + MORNING),
            "chunk": chunk,
        }
        due = mailing.MailDraftQuery(_DUE, parameters)
        # Each statement finds those that the one before has left, until there are none.
        while ahead:
            with transaction.atomic():
                queued = mailing.queue_many(
                    mail_type=POINTS_EXPIRING, shop=shop, rows=due, now=now
                )
            if not queued:
                break
            yield queued
