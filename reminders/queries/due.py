"""The one statement that says who is due: whom a run writes to, and whom not, and why.

The announcement reads it, the run inserts from it, and before a mail goes it is asked
again for the customers concerned. So they cannot disagree.
"""

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from core.days import local_day
from mailing.mail_types import MailCategory
from mailing.queries.eligibility_sql import eligibility_sql
from reminders.models import Campaign, Reminder, ReminderRefusal
from reminders.queries.triggers import TriggerRule, trigger_rule_of
from segments.queries import membership


@dataclass(frozen=True, slots=True)
class Due:
    """A statement of rows (campaign_id, step_id, customer_id, trigger_key, cart_id,
    order_id, since, reason) with what goes beside it; ``reason`` is '' for those to be
    written to, and ``held_out`` for those of the hold-out who would have been.
    """

    sql: str
    values: dict[str, Any]


class _Names(dict[str, str]):
    """``{name}`` in a text becomes the marker of this campaign's value."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix = prefix

    def __missing__(self, name: str) -> str:
        return f"%({self.prefix}_{name})s"


_DUE = f"""
    WITH found AS MATERIALIZED ({{found}}), {{refused.tables}}
    SELECT campaign_id, step_id, customer_id, trigger_key, cart_id, order_id, since,
           CASE WHEN judged <> '' THEN judged {{budgets}} ELSE '' END AS reason
    FROM (
        SELECT judged.*, row_number() OVER (
                   PARTITION BY campaign_id, judged ORDER BY since, customer_id
               ) AS place
        FROM (
            SELECT ranked.*, CASE WHEN open AND rank > 1 THEN '{ReminderRefusal.ANOTHER}'
                                  ELSE barrier END AS judged
            FROM (
                SELECT candidate.*, row_number() OVER (
                           PARTITION BY customer_id, open ORDER BY priority, campaign_id
                       ) AS rank
                FROM (
                    SELECT met.*, barrier IN ('', '{ReminderRefusal.HELD_OUT}') AS open
                    FROM (
                        SELECT found.*,
                               CASE WHEN found.settled THEN '{ReminderRefusal.ORDERED}'
                                    WHEN found.closed THEN '{ReminderRefusal.HOURS}'
                                    WHEN {{refused.has_pending}}
                                    THEN '{ReminderRefusal.WAITING}'
                                    {{refused.reason}}
                                    WHEN found.held_out THEN '{ReminderRefusal.HELD_OUT}'
                                    ELSE '' END AS barrier
                        FROM found {{refused.joins}}
                        OFFSET 0
                    ) met
                ) candidate
            ) ranked
        ) judged
    ) placed
"""  # noqa: S608 -- our own text; values are passed beside it


def due(campaigns: Sequence[Campaign], now: datetime) -> Due | None:
    """Of one shop. At most one query per campaign to prepare it, and two for all of them;
    the statement is one.
    """
    if not campaigns:
        return None
    left = _left(campaigns)
    parts = [_part(campaign, now) for campaign in campaigns]
    refused = eligibility_sql(campaigns[0].shop, MailCategory.OFFERS, now, among="found")
    values = {name: value for part in parts for name, value in part.values.items()}
    budgets = " ".join(
        f"WHEN campaign_id = {pk} AND place > %(left{pk})s THEN '{ReminderRefusal.BUDGET}'"
        for pk in left
    )
    sql = _DUE.format(
        found=" UNION ALL ".join(f"({part.sql})" for part in parts),
        refused=refused,
        budgets=budgets,
    )
    counts = {f"left{pk}": count for pk, count in left.items()}
    return Due(sql, values | refused.values | counts)


def still_due(
    campaign: Campaign, reminders: Mapping[int, int], now: datetime
) -> set[tuple[int, str]]:
    """Whose causes are still there, as if they had not been told: (customer, trigger_key).
    ``reminders`` are primary keys, and whom they are for.

    One query, beside those of the segment.
    """
    part = _part(campaign, now, only=reminders.values(), besides=reminders)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT customer_id, trigger_key FROM ({part.sql}) still WHERE NOT settled",  # noqa: S608
            part.values,
        )
        return set(cursor.fetchall())


def _part(
    campaign: Campaign,
    now: datetime,
    *,
    only: Collection[int] | None = None,
    besides: Iterable[int] = (),
) -> Due:
    """Whoever has a cause: rows like those of ``Due``, with ``priority`` and ``email``, and
    what stands against it as far as the campaign knows.
    """
    cause, prefix = trigger_rule_of(campaign, now, only), f"c{campaign.pk}"
    names = _Names(prefix)
    for name, narrower in cause.narrow.items():
        names[name] = "" if only is None else narrower.format_map(names)
    values = {f"{prefix}_{name}": value for name, value in _values(campaign, now).items()}
    values |= {f"{prefix}_among": [*(only or [])], f"{prefix}_besides": [*besides]}
    members, asked = _members(campaign, cause, now)
    sql = f"""
        SELECT {"DISTINCT ON (found.customer_id)" if cause.latest else ""}
               {campaign.pk} AS campaign_id, {campaign.priority} AS priority, found.step_id,
               found.customer_id, customer.email, found.trigger_key, found.cart_id,
               found.order_id, found.since,
               coalesce({cause.settled.format_map(names)}, false) AS settled,
               {not campaign.open_at(now)} AS closed, {_lot(campaign)} AS held_out
        FROM ({cause.rows.format_map(names)}) found
        JOIN shop_customer customer ON customer.id = found.customer_id
        {cause.beside.format_map(names)}
        WHERE {" AND ".join(members)}
        {_LATEST if cause.latest else ""}
    """  # noqa: S608
    return Due(
        f"SELECT * FROM ({sql}) found WHERE step_id IS NOT NULL",  # noqa: S608
        {**cause.values, **values, **asked},
    )


_LATEST = """
    ORDER BY found.customer_id, found.since DESC, found.cart_id DESC, found.place DESC
"""


def _members(
    campaign: Campaign, cause: TriggerRule, now: datetime
) -> tuple[list[str], dict[str, Any]]:
    """Conditions on the row ``customer``, with what goes beside them."""
    members = ["customer.erased_at IS NULL", "customer.merged_into_id IS NULL"]
    if not cause.guests:
        members.append("NOT customer.guest")
    if campaign.segment is None:
        return members, {}
    asked = membership(campaign.segment.criteria, now, name=f"c{campaign.pk}_segment")
    return [*members, asked.sql], asked.values


def _lot(campaign: Campaign) -> str:
    """Drawn for a customer once for all runs, and another in each campaign."""
    drawn = f"md5('{campaign.pk}:' || found.customer_id)"
    drawn = f"(('x' || substr({drawn}, 1, 8))::bit(32)::bigint %% 100)"
    return f"{drawn} < {campaign.holdout_percent}" if campaign.holdout_percent else "false"


def _values(campaign: Campaign, now: datetime) -> dict[str, Any]:
    today = local_day(now, campaign.shop.zone)
    days = {name: getattr(campaign, name) for name in _DAYS}
    before = {name: _ago(now, count) for name, count in days.items()}
    return {
        "campaign": campaign.pk,
        "shop": campaign.shop_id,
        "now": now,
        "today": today,
        "activated": campaign.activated_at or now,
        "oldest": before["window_days"] or now - timedelta(days=3660),
        "period_start": before["period_days"],
        "quiet_since": before["quiet_days"],
        "repeat_after": before["repeat_days"],
        "threshold": campaign.threshold,
        "min_orders": campaign.min_orders,
        "gap_factor": campaign.gap_factor,
        "birthdays": _birthdays(today),
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "offer": f"offer:{campaign.starts_on}",
    }


_DAYS = ["window_days", "period_days", "quiet_days", "repeat_days"]


def _ago(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)


def _birthdays(today: date) -> list[str]:
    found = [f"{today:%m-%d}"]
    if found == ["02-28"] and not calendar.isleap(today.year):
        found.append("02-29")
    return found


def _left(campaigns: Sequence[Campaign]) -> dict[int, int]:
    """How many more mails the budget of a campaign pays for, by campaign. Those that wait
    to go are paid for. One query.
    """
    limited = {each.pk: each for each in campaigns if each.budget_id}
    waiting = Reminder.objects.filter(
        campaign__in=limited, withdrawn_at=None, mail=None, held_out=False
    ).values_list("campaign")
    waits = dict(waiting.annotate(Count("pk"))) if limited else {}
    return {
        pk: left - waits.get(pk, 0)
        for pk, each in limited.items()
        if (left := _paid_for(each)) is not None
    }


def _paid_for(campaign: Campaign) -> int | None:
    budget = campaign.budget
    assert budget
    counts = []
    if budget.max_count is not None:
        counts.append(budget.max_count - budget.spent_count)
    amounts = [step.amount for step in campaign.steps.all() if step.amount]
    if budget.max_amount is not None and amounts:
        counts.append(int((budget.max_amount - budget.spent_amount) // max(amounts)))
    return min(counts) if counts else None
