"""A run: choose who is due, write it down, and queue their mails, in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from mailing import actions as mailing
from mailing.actions import MailDraftQuery
from reminders.mails import MAIL_TYPES
from reminders.models import Campaign, Schedule
from reminders.queries import due, running
from reminders.rules import Aim
from shop.models import Shop

# A reminder that could not go for so long is asked for anew, or not at all.
PATIENCE = timedelta(days=2)
MANY = 1000


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """``mails`` by campaign. ``held_out`` were due and drawn by lot. ``overlapping``:
    somebody else was at it, and nothing was done.
    """

    mails: Mapping[int, int] = field(default_factory=dict)
    held_out: int = 0
    overlapping: bool = False

    @property
    def count(self) -> int:
        return sum(self.mails.values())


def run_all(*, by: str, now: datetime) -> Iterator[tuple[Shop, RunOutcome]]:
    """Every shop, each in its own transaction."""
    for shop in Shop.objects.order_by("pk"):
        yield shop, run(shop=shop, by=by, now=now)


@transaction.atomic
def run(
    *, shop: Shop, by: str, now: datetime, campaigns: Sequence[Campaign] | None = None
) -> RunOutcome:
    """All campaigns that are on, or these of them. Whoever comes second does nothing."""
    Schedule.objects.get_or_create(shop=shop)
    free = Schedule.objects.select_for_update(no_key=True, skip_locked=True)
    schedule = free.filter(shop=shop).first()
    if schedule is None:
        return RunOutcome(overlapping=True)
    chosen = running(shop) if campaigns is None else campaigns
    outcome = _write(shop, chosen, now)
    schedule.ran_at, schedule.ran_by, schedule.mails = now, by, outcome.count
    schedule.save(update_fields=["ran_at", "ran_by", "mails"])
    return outcome


_CHOOSE = """
    INSERT INTO reminders_reminder
        (shop_id, campaign_id, step_id, customer_id, trigger_key, cart_id, order_id, since,
         held_out, created_at)
    SELECT %(chosen_in)s, campaign_id, step_id, customer_id, trigger_key, cart_id, order_id,
           since, reason = 'held_out', %(chosen_at)s
    FROM ({due}) due WHERE reason IN ('', 'held_out')
    ON CONFLICT (campaign_id, customer_id, trigger_key, step_id) WHERE withdrawn_at IS NULL
    DO NOTHING
    RETURNING id, campaign_id, held_out
"""
_DRAFTS = """
    SELECT customer_id AS customer, 'reminder:' || id AS source, '{}'::jsonb AS values,
           NULL::timestamptz AS due_at
    FROM reminders_reminder
    WHERE campaign_id = ANY(%(campaigns)s) AND created_at = %(chosen_at)s
      AND id >= %(first)s AND NOT held_out AND withdrawn_at IS NULL
    ORDER BY id
"""


def _write(shop: Shop, campaigns: Sequence[Campaign], now: datetime) -> RunOutcome:
    asked = due(campaigns, now)
    if asked is None:
        return RunOutcome()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH chosen AS ({_CHOOSE.replace("{due}", asked.sql)})
            SELECT campaign_id, held_out, count(*), min(id) FROM chosen GROUP BY 1, 2
            """,  # noqa: S608 -- our own text; values are passed beside it
            asked.values | {"chosen_in": shop.pk, "chosen_at": now},
        )
        found = cursor.fetchall()
    if not found:
        return RunOutcome()
    first = min(least for *_rest, least in found)
    _queue(shop, campaigns, first, now)
    mails = Counter({pk: count for pk, held_out, count, _least in found if not held_out})
    held_out = sum(count for _pk, held_out, count, _least in found if held_out)
    if mails.total() + held_out > MANY:
        _tell_planner()
    return RunOutcome(mails, held_out)


def _tell_planner() -> None:
    """So many new rows, and their mails are about to be claimed: PostgreSQL must not take
    the tables for empty until somebody looks.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reminders_reminder, mailing_mail")


def _queue(shop: Shop, campaigns: Sequence[Campaign], first: int, now: datetime) -> None:
    """A statement for each aim; what a mail says is filled in when it goes."""
    for aim in {Aim(campaign.aim) for campaign in campaigns}:
        mailing.queue_many(
            mail_type=MAIL_TYPES[aim],
            shop=shop,
            rows=MailDraftQuery(
                _DRAFTS,
                {
                    "campaigns": [each.pk for each in campaigns if each.aim == aim],
                    "chosen_at": now,
                    "first": first,
                },
            ),
            now=now,
            not_after=now + PATIENCE,
        )
