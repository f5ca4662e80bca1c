"""« The next run will send N e-mails », and the list that this is the count of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.sql import Fragment, fetch
from reminders.models import Campaign
from reminders.models.campaigns import ALL_WEEK
from reminders.queries.due import due
from shop.models import Customer

# Rows per page; whoever wants to see more turns it.
PAGE = 100


@dataclass(frozen=True, slots=True)
class DueCustomer:
    """``reason`` is '' where the customer will be written to."""

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
        return sum(count for (_pk, each), count in self.counts.items() if each == reason)

    def of_campaign(self, campaign: Campaign) -> int:
        return self.counts.get((campaign.pk, ""), 0)

    @property
    def reasons(self) -> dict[str, int]:
        """How many are not written to, by reason, the most frequent first."""
        found = {reason: self.of_reason(reason) for _pk, reason in self.counts if reason}
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


# One pass for the counts and the page: asked twice, two answers could differ.
_ANNOUNCE = Fragment("""
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
""")


def announce(
    campaigns: Sequence[Campaign],
    now: datetime,
    *,
    reason: str | None = None,
    page: int = 1,
    limit: int | None = PAGE,
) -> Announcement:
    """What a run would do now. Queries: 2, and those of ``due``."""
    asked = due(campaigns, now)
    if asked is None:
        return Announcement()
    offset = (page - 1) * (limit or 0)
    statement = _ANNOUNCE.fill(due=asked)
    rows = fetch(statement.given(reason=reason, limit=limit, offset=offset))
    counts = {(pk, each): count for pk, each, customer, _, count in rows if not customer}
    by_key = {campaign.pk: campaign for campaign in campaigns}
    people = Customer.objects.in_bulk([customer for _, _, customer, *_ in rows if customer])
    lines = [
        DueCustomer(by_key[campaign], people[customer], since, each)
        for campaign, each, customer, since, _ in rows
        if customer
    ]
    return Announcement(counts, lines)


def preview(
    campaign: Campaign, now: datetime, *, page: int = 1, limit: int = 1
) -> Announcement:
    """What the campaign would do if it were on and alone, whatever the hour, with a page
    of ``limit`` of those it would write to.

    Changes ``campaign``, which comes from ``campaigns_of`` and must not be saved after.
    """
    campaign.activated_at = campaign.activated_at or now
    campaign.hour_from, campaign.hour_until, campaign.weekdays = 0, 24, ALL_WEEK
    return announce([campaign], now, reason="", page=page, limit=limit)
