"""« The next run will send N e-mails », and the list that this is the count of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from mailing.models import RefusalReason as MailReason
from reminders.models import Campaign, ReminderRefusal
from reminders.models.campaigns import ALL_WEEK
from reminders.queries.due import due
from shop.models import Customer

# Whoever wants to see more turns the page.
PAGE = 100


@dataclass(frozen=True, slots=True)
class DueCustomer:
    """Somebody who is due; ``reason`` is '' where he will be written to."""

    campaign: Campaign
    customer: Customer
    since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """``counts`` by campaign and reason, '' for those to be written to; ``lines`` is the
    page asked for, of all or of those with one reason.
    """

    counts: Mapping[tuple[int, str], int] = field(default_factory=dict)
    lines: Sequence[DueCustomer] = ()

    @property
    def mails(self) -> int:
        return self.of_reason("")

    def of_reason(self, reason: str) -> int:
        return sum(count for (_pk, why), count in self.counts.items() if why == reason)

    def of_campaign(self, campaign: Campaign) -> int:
        return self.counts.get((campaign.pk, ""), 0)

    @property
    def reasons(self) -> dict[str, int]:
        """Why others are not written to, the most frequent first."""
        found = {reason: self.of_reason(reason) for _pk, reason in self.counts if reason}
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


_ANNOUNCE = """
    WITH due AS MATERIALIZED (
        SELECT campaign_id, reason, customer_id, since FROM ({due}) due
    )
    SELECT campaign_id, reason, NULL::bigint AS customer_id, NULL::timestamptz AS since,
           count(*) AS count
    FROM due GROUP BY campaign_id, reason
    UNION ALL
    (SELECT campaign_id, reason, customer_id, since, 0 FROM due
     WHERE %(reason)s::text IS NULL OR reason = %(reason)s
     ORDER BY reason, since, customer_id LIMIT %(limit)s OFFSET %(offset)s)
"""


def announce(
    campaigns: Sequence[Campaign],
    now: datetime,
    *,
    reason: str | None = None,
    page: int = 1,
    limit: int | None = PAGE,
) -> Announcement:
    """What a run would do now. Two queries beside those that prepare it."""
    asked = due(campaigns, now)
    if asked is None:
        return Announcement()
    offset = (page - 1) * (limit or 0)
    values = {"reason": reason, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_ANNOUNCE.replace("{due}", asked.sql), asked.values | values)
        rows = cursor.fetchall()
    counts = {(pk, why): count for pk, why, customer, _since, count in rows if not customer}
    return Announcement(counts, _lines(campaigns, [row for row in rows if row[2]]))


def preview(campaign: Campaign, now: datetime) -> Announcement:
    """What it would do if it were on and alone, whatever the hour. ``campaign`` comes from
    ``campaigns_of``, and must not be saved after.
    """
    campaign.activated_at = campaign.activated_at or now
    campaign.hour_from, campaign.hour_until, campaign.weekdays = 0, 24, ALL_WEEK
    return announce([campaign], now, limit=1)


def _lines(campaigns: Sequence[Campaign], rows: Sequence[Any]) -> list[DueCustomer]:
    by_key = {campaign.pk: campaign for campaign in campaigns}
    people = Customer.objects.in_bulk([row[2] for row in rows])
    return [
        DueCustomer(by_key[campaign], people[customer], since, reason)
        for campaign, reason, customer, since, _count in rows
    ]


def why_not(reason: str) -> str:
    """In words, for staff."""
    known = ReminderRefusal if reason in ReminderRefusal.values else MailReason
    return str(known(reason).label)
