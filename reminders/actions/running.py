"""A run: choose who is due, write it down, and queue their mails, in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from core.sql import Fragment, execute, fetch
from mailing.actions import queueing as mailing
from mailing.actions.queueing import MailDraftQuery
from mailing.queries.eligibility import sending_limits
from reminders.mails import MAIL_TYPES
from reminders.models import Campaign, Schedule
from reminders.queries.campaigns import running
from reminders.queries.due import due
from reminders.rules.presets import Aim
from shop.models import Shop

# A mail that could not go for so long is given up; a later run may choose its customer
# again.
PATIENCE = timedelta(days=2)
# From so many new rows on, the planner's statistics are refreshed.
MANY = 1000


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """``mails`` by campaign (primary key). ``held_out``: how many were due and drawn for
    the hold-out. ``overlapping``: another run was going on, and nothing was done.
    """

    mails: Mapping[int, int] = field(default_factory=dict)
    held_out: int = 0
    overlapping: bool = False

    @property
    def count(self) -> int:
        return sum(self.mails.values())


def run_all(*, by: str, now: datetime) -> Iterator[tuple[Shop, RunOutcome]]:
    """Run every shop, each in its own transaction."""
    for shop in Shop.objects.order_by("pk"):
        yield shop, run(shop=shop, by=by, now=now)


@transaction.atomic
def run(
    *, shop: Shop, by: str, now: datetime, campaigns: Sequence[Campaign] | None = None
) -> RunOutcome:
    """Run all campaigns that are on, or these of them."""
    # The schedule's row is the lock of a run. Whoever finds it taken leaves instead of
    # waiting: what is due is being chosen already.
    Schedule.objects.get_or_create(shop=shop)
    free = Schedule.objects.select_for_update(no_key=True, skip_locked=True)
    schedule = free.filter(shop=shop).first()
    if schedule is None:
        return RunOutcome(overlapping=True)
    chosen = running(shop) if campaigns is None else campaigns
    outcome = _choose(shop, chosen, now)
    schedule.ran_at, schedule.ran_by, schedule.mails = now, by, outcome.count
    schedule.save(update_fields=["ran_at", "ran_by", "mails"])
    return outcome


# ON CONFLICT: a customer is reminded once per step and trigger key, whatever happens.
_CHOOSE = Fragment("""
    WITH chosen AS (
        INSERT INTO reminders_reminder
            (shop_id, campaign_id, step_id, customer_id, trigger_key, cart_id, order_id,
             since, held_out, created_at)
        SELECT %(chosen_in)s, campaign_id, step_id, customer_id, trigger_key, cart_id,
               order_id, since, reason = 'held_out', %(chosen_at)s
        FROM ({due}) due WHERE reason IN ('', 'held_out')
        ON CONFLICT (campaign_id, customer_id, trigger_key, step_id)
            WHERE withdrawn_at IS NULL
        DO NOTHING
        RETURNING id, campaign_id, held_out
    )
    SELECT campaign_id, held_out, count(*), min(id) FROM chosen GROUP BY 1, 2
""")
# The mails' values are empty: they are filled in when a mail goes.
_DRAFTS = """
    SELECT customer_id AS customer, 'reminder:' || id AS source, '{}'::jsonb AS values,
           NULL::timestamptz AS due_at
    FROM reminders_reminder
    WHERE campaign_id = ANY(%(campaigns)s) AND created_at = %(chosen_at)s
      AND id >= %(first)s AND NOT held_out AND withdrawn_at IS NULL
    ORDER BY id
"""
_ANALYZE = Fragment("ANALYZE reminders_reminder, mailing_mail")


def _choose(shop: Shop, campaigns: Sequence[Campaign], now: datetime) -> RunOutcome:
    # 1. Who is due? Written down by the statement that says it.
    asked = due(campaigns, now)
    if asked is None:
        return RunOutcome()
    rows = fetch(_CHOOSE.fill(due=asked).given(chosen_in=shop.pk, chosen_at=now))
    if not rows:
        return RunOutcome()
    # 2. Queue the mails of what this run has written: a statement for each kind of mail.
    first = min(least for *_rest, least in rows)
    # Where quiet days are many, they count from the first instant that is none.
    limits = sending_limits([shop.pk])[shop.pk]
    not_after = limits.quiet_hours(shop.zone).next_allowed(now) + PATIENCE
    for aim in {Aim(campaign.aim) for campaign in campaigns}:
        keys = [each.pk for each in campaigns if each.aim == aim]
        values = {"campaigns": keys, "chosen_at": now, "first": first}
        mailing.queue_many(
            mail_type=MAIL_TYPES[aim],
            shop=shop,
            rows=MailDraftQuery(_DRAFTS, values),
            now=now,
            not_after=not_after,
        )
    mails = Counter({pk: count for pk, held_out, count, _least in rows if not held_out})
    held_out = sum(count for _pk, held_out, count, _least in rows if held_out)
    # 3. Their mails are about to be claimed: PostgreSQL must not take the tables for empty
    #    until autovacuum looks.
    if mails.total() + held_out > MANY:
        execute(_ANALYZE)
    return RunOutcome(mails, held_out)
