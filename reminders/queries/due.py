"""The one statement that says who is due: whom a run writes to, and whom not, and why.

The announcement reads it, the run inserts from it, and before a mail goes it is asked
again for the customers concerned. So they cannot disagree.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from core.days import local_day
from mailing.kinds import Category
from mailing.queries.refusing import refusal
from reminders.models import Campaign, Reason, Reminder
from reminders.queries.causes import BIG_ORDER, CAUSES, ordered_since, owner
from reminders.rules import Aim
from segments.queries import membership


@dataclass(frozen=True, slots=True)
class Due:
    """A statement of rows (campaign_id, step_id, customer_id, trigger, cart_id, order_id,
    since, reason) with what goes beside it; ``reason`` is '' for those to be written to,
    and ``held_out`` for those of the hold-out who would have been.
    """

    sql: str
    values: dict[str, Any]


class _Names(dict[str, str]):
    """``{name}`` in a text becomes the marker of this campaign's value."""

    def __init__(self, prefix: str, **said: str) -> None:
        super().__init__(said)
        self.prefix = prefix

    def __missing__(self, name: str) -> str:
        return f"%({self.prefix}_{name})s"


def due(campaigns: Sequence[Campaign], now: datetime) -> Due | None:
    """Of one shop. Two queries per campaign to prepare it, and the statement is one."""
    if not campaigns:
        return None
    left = _left(campaigns)
    parts = [_part(campaign, now, gate=True) for campaign in campaigns]
    values = {name: value for part in parts for name, value in part.values.items()}
    values |= {f"left{pk}": count for pk, count in left.items()}
    budgets = " ".join(
        f"WHEN campaign_id = {pk} AND place > %(left{pk})s THEN '{Reason.BUDGET}'"
        for pk in left
    )
    judged = f"""
        SELECT ranked.*, CASE WHEN open AND rank > 1 THEN '{Reason.ANOTHER}'
                              ELSE barrier END AS judged
        FROM (
            SELECT candidate.*, barrier IN ('', '{Reason.HELD_OUT}') AS open,
                   row_number() OVER (
                       PARTITION BY customer_id, barrier IN ('', '{Reason.HELD_OUT}')
                       ORDER BY priority, campaign_id
                   ) AS rank
            FROM ({" UNION ALL ".join(part.sql for part in parts)}) candidate
        ) ranked
    """  # noqa: S608 -- our own text; values are passed beside it
    sql = f"""
        SELECT campaign_id, step_id, customer_id, trigger, cart_id, order_id, since,
               CASE WHEN judged <> '' THEN judged {budgets} ELSE '' END AS reason
        FROM (
            SELECT judged.*, row_number() OVER (
                       PARTITION BY campaign_id, judged ORDER BY since, customer_id
                   ) AS place
            FROM ({judged}) judged
        ) placed
    """  # noqa: S608
    return Due(sql, values)


def still_due(
    campaign: Campaign, reminders: Sequence[Reminder], now: datetime
) -> set[tuple[int, str]]:
    """Whose causes are still there, as if they had not been told: (customer, trigger).

    One query, beside those of the segment.
    """
    part = _part(
        campaign,
        now,
        gate=False,
        only=[each.customer_id for each in reminders],
        besides=[each.pk for each in reminders],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT customer_id, trigger FROM ({part.sql}) still WHERE barrier = ''",  # noqa: S608
            part.values,
        )
        return set(cursor.fetchall())


def _part(
    campaign: Campaign,
    now: datetime,
    *,
    gate: bool,
    only: Iterable[int] | None = None,
    besides: Iterable[int] = (),
) -> Due:
    aim = Aim(campaign.aim)
    prefix = f"c{campaign.pk}"
    among = "" if only is None else f"= ANY(%({prefix}_among)s)"
    names = _Names(
        prefix,
        only=among and f"AND {owner(aim)} {among}",
        only_told=among and f"AND told.customer_id {among}",
    )
    single = aim == Aim.BEST and campaign.period_days is None
    cause = (BIG_ORDER if single else CAUSES[aim]).format_map(names)
    values = {f"{prefix}_{name}": value for name, value in _values(campaign, now).items()}
    values |= {f"{prefix}_among": [*(only or [])], f"{prefix}_besides": [*besides]}
    members = ["customer.erased_at IS NULL", "customer.merged_into_id IS NULL"]
    if aim != Aim.CART:
        members.append("NOT customer.guest")
    if campaign.segment_id:
        assert campaign.segment
        asked = membership(campaign.segment.criteria, now, name=f"{prefix}_segment")
        members.append(asked.sql)
        values |= asked.values
    ordered = ordered_since("found.open_from")
    barriers = [
        f"WHEN found.open_from IS NOT NULL AND {ordered} THEN '{Reason.ORDERED}'",
    ]
    asked_of = ""
    if gate:
        barriers += _gate(campaign, now)
        refused = refusal(campaign.shop, Category.OFFERS, now)
        values |= refused.values
        asked_of = f"CROSS JOIN LATERAL (SELECT {refused.sql} AS reason OFFSET 0) refused"
    sql = f"""
        SELECT {campaign.pk} AS campaign_id, {campaign.priority} AS priority, found.step_id,
               found.customer_id, found.trigger, found.cart_id, found.order_id, found.since,
               CASE {" ".join(barriers)} ELSE '' END AS barrier
        FROM ({cause}) found JOIN shop_customer customer ON customer.id = found.customer_id
        {asked_of}
        WHERE {" AND ".join(members)}
    """  # noqa: S608
    return Due(sql, values)


# Another offer that has yet to go; who gets it must not get this one beside it.
_WAITS = """
    EXISTS (
        SELECT FROM mailing_mail waiting
        WHERE waiting.customer_id = customer.id AND waiting.advertising
          AND waiting.state IN ('due', 'claimed')
    )
"""


def _gate(campaign: Campaign, now: datetime) -> list[str]:
    """What else stands against it, the first that does; the lot is drawn among the rest."""
    barriers = [] if campaign.open_at(now) else [f"WHEN true THEN '{Reason.HOURS}'"]
    barriers += [
        f"WHEN {_WAITS} THEN '{Reason.WAITING}'",
        "WHEN refused.reason <> '' THEN refused.reason",
    ]
    if campaign.holdout_percent:
        barriers.append(
            f"WHEN {_lot(campaign)} < {campaign.holdout_percent} THEN '{Reason.HELD_OUT}'"
        )
    return barriers


def _lot(campaign: Campaign) -> str:
    """0 to 99, the same for a customer at each run, and another in each campaign."""
    drawn = f"md5('{campaign.pk}:' || found.customer_id)"
    return f"(('x' || substr({drawn}, 1, 8))::bit(32)::bigint %% 100)"


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
