"""The one statement that says who is due: whom a run writes to, whom not, and why not.

The announcement reads it, the run inserts from it, and before a mail goes it is asked
again for the customers concerned. So the three cannot disagree.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from core.days import local_day
from core.sql import Fragment, fetch, joined
from mailing.models import MailCategory
from mailing.queries.eligibility import sending_limits
from mailing.queries.eligibility_sql import eligibility_sql
from reminders.models import Campaign, Reminder, ReminderRefusal
from reminders.queries.triggers.choosing import trigger_rule_of
from reminders.rules.dated import birthdays_of, waiting_days, wished_days
from reminders.rules.presets import Aim
from segments.queries.membership import membership

_REASONS = {reason.name: reason.value for reason in ReminderRefusal}
_DUE = Fragment("""
    WITH candidates AS MATERIALIZED (
        -- Read several times by the tables of the mailing: found once.
        {candidates}
    ), {mailing_tables}, checked AS (
        SELECT candidates.*,
               CASE WHEN candidates.already_ordered THEN '{ORDERED}'
                    WHEN candidates.outside_hours THEN '{HOURS}'
                    WHEN {mailing_waits} THEN '{WAITING}'
                    {mailing_refusals}
                    WHEN candidates.held_out THEN '{HELD_OUT}'
                    ELSE '' END AS refusal
        FROM candidates {mailing_joins}
        -- A fence. Without it PostgreSQL copies the CASE to every place below that reads
        -- ``refusal``, and looks up orders and consents of each candidate several times.
        OFFSET 0
    ), sorted AS (
        -- The hold-out competes like those who are written to, or it would not be alike.
        SELECT checked.*, refusal IN ('', '{HELD_OUT}') AS open FROM checked
    ), ranked AS (
        -- One mail per person: that of the campaign with the smallest priority number. Of
        -- two customers with one address the one whose trigger is the latest.
        SELECT sorted.*, row_number() OVER (
                   PARTITION BY coalesce(nullif(address_key, ''), customer_id::text), open
                   ORDER BY priority, campaign_id, since DESC, customer_id
               ) AS rank
        FROM sorted
    ), judged AS (
        SELECT ranked.*, CASE WHEN open AND rank > 1 THEN '{ANOTHER}'
                              ELSE refusal END AS judged
        FROM ranked
    ), counted AS (
        -- A budget pays for so many: whose trigger is oldest comes first.
        SELECT judged.*, row_number() OVER (
                   PARTITION BY campaign_id, judged ORDER BY since, customer_id
               ) AS position
        FROM judged
    )
    SELECT campaign_id, step_id, customer_id, trigger_key, cart_id, order_id, since,
           CASE WHEN judged <> '' THEN judged {budgets} ELSE '' END AS reason
    FROM counted
""").fill(**_REASONS)
_BUDGET = Fragment("""
    WHEN campaign_id = {campaign} AND position > {left} THEN '{BUDGET}'
""").fill(**_REASONS)


def due(campaigns: Sequence[Campaign], now: datetime) -> Fragment | None:
    """A statement of rows (campaign_id, step_id, customer_id, trigger_key, cart_id,
    order_id, since, reason); None without campaigns. ``reason`` is '' for those to be
    written to, and ``held_out`` for those of the hold-out who would have been.

    Requires: campaigns of one shop, from ``campaigns_of``. Queries: at most 1 per campaign
    and 2 for all of them; the statement itself is one.
    """
    if not campaigns:
        return None
    candidates = [_candidates(campaign, now) for campaign in campaigns]
    refused = eligibility_sql(
        campaigns[0].shop, MailCategory.OFFERS, now, among="candidates"
    )
    budgets = [
        _BUDGET.fill(campaign=str(pk), left=f"%(left{pk})s").given(**{f"left{pk}": left})
        for pk, left in _left_by_campaign(campaigns).items()
    ]
    return _DUE.fill(
        candidates=joined(
            " UNION ALL ", [Fragment("({rows})").fill(rows=each) for each in candidates]
        ),
        mailing_tables=refused.tables,
        mailing_joins=refused.joins,
        mailing_waits=refused.has_pending,
        mailing_refusals=refused.reason,
        budgets=joined(" ", budgets),
    ).given(**refused.values)


_STILL_DUE = Fragment("""
    SELECT customer_id, trigger_key FROM ({candidates}) still WHERE NOT already_ordered
""")


def still_due(
    campaign: Campaign, reminders: Mapping[int, int], now: datetime
) -> set[tuple[int, str]]:
    """(customer, trigger key) of those who would be due, had these reminders never been
    written. ``reminders``: the customer (primary key) by the reminder's primary key.

    Queries: 1, and those of ``due`` for one campaign.
    """
    candidates = _candidates(campaign, now, among=reminders.values(), excluding=reminders)
    rows = fetch(_STILL_DUE.fill(candidates=candidates))
    return {(customer, key) for customer, key in rows}


# The hold-out is drawn by a hash: for a person the same in all runs, and another in each
# campaign. All rows with one address are drawn as the first of them: else somebody would be
# written to under one id, and compared with themselves under the other.
_HELD_OUT = Fragment("""
    ('x' || substr(md5({campaign} || ':' || coalesce((
        SELECT min(twin.id) FROM shop_customer twin
        WHERE twin.shop_id = customer.shop_id AND twin.address_key = customer.address_key
          AND twin.address_key <> ''
    ), candidate.customer_id)), 1, 8))::bit(32)::bigint
    %% 100 < {holdout_percent}
""")
_CANDIDATES = Fragment("""
    SELECT * FROM (
        SELECT {distinct}
               {campaign} AS campaign_id, {priority} AS priority, candidate.step_id,
               candidate.customer_id, customer.email, customer.address_key,
               candidate.trigger_key,
               candidate.cart_id, candidate.order_id, candidate.since,
               coalesce({already_ordered}, false) AS already_ordered,
               {outside_hours} AS outside_hours, {held_out} AS held_out
        FROM ({rows}) candidate
        JOIN shop_customer customer ON customer.id = candidate.customer_id
        {joins}
        WHERE customer.erased_at IS NULL AND customer.merged_into_id IS NULL AND {member}
          AND NOT EXISTS (
              -- Reminded of the same under another id with this address.
              SELECT FROM shop_customer twin
              JOIN reminders_reminder previous
                ON previous.customer_id = twin.id AND previous.campaign_id = {campaign}
               AND previous.trigger_key = candidate.trigger_key
               AND previous.withdrawn_at IS NULL AND previous.id <> ALL({excluding})
              WHERE twin.shop_id = customer.shop_id AND twin.id <> customer.id
                AND twin.address_key = customer.address_key AND twin.address_key <> ''
          )
        {order}
    ) chosen
    -- After DISTINCT ON: a latest row without a step hides the rows before it.
    WHERE step_id IS NOT NULL
""")
# Two customers with one address are one person, whose latest row counts.
_WHO = "coalesce(nullif(customer.address_key, ''), candidate.customer_id::text)"
_DISTINCT = Fragment("DISTINCT ON ({who})").fill(who=_WHO)
_LATEST = Fragment("""
    ORDER BY {who}, candidate.since DESC, candidate.cart_id DESC,
             candidate.rank DESC, candidate.customer_id
""").fill(who=_WHO)


def _candidates(
    campaign: Campaign,
    now: datetime,
    *,
    among: Collection[int] | None = None,
    excluding: Iterable[int] = (),
) -> Fragment:
    """Whoever has something to be reminded of: rows like those of ``due`` with
    ``priority`` and ``email``, and what speaks against it as far as the campaign knows.
    """
    rule = trigger_rule_of(campaign, now, among)
    # 1. Who can be reminded at all, and the segment.
    member = Fragment("true" if rule.guests else "NOT customer.guest")
    if campaign.segment is not None:
        name = f"c{campaign.pk}_segment"
        member = joined(
            " AND ", [member, membership(campaign.segment.criteria, now, name=name)]
        )
    # 2. The rule's parts.
    statement = _CANDIDATES.fill(
        distinct=_DISTINCT if rule.latest else "",
        already_ordered=rule.already_ordered,
        held_out=_HELD_OUT if campaign.holdout_percent else "false",
        rows=rule.rows,
        joins=rule.joins,
        member=member,
        order=_LATEST if rule.latest else "",
    )
    # 3. The conditions that restrict it to some customers: none for a run.
    statement = statement.fill(
        **{name: "" if among is None else part for name, part in rule.narrow.items()}
    )
    # 4. The campaign's values under names of its own: statements of several campaigns are
    #    one statement.
    values = campaign_values(campaign, now) | {
        "among": [*(among or [])],
        "excluding": [*excluding],
    }
    if campaign.aim == Aim.BIRTHDAY:
        values |= _birthdays(campaign, now, waiting=among is not None)
    names = {name: f"c{campaign.pk}_{name}" for name in values}
    return statement.fill(**{name: f"%({own})s" for name, own in names.items()}).given(
        **{own: values[name] for name, own in names.items()}
    )


def campaign_values(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """What the holes of a trigger rule stand for."""
    today = local_day(now, campaign.shop.zone)
    ago = {
        name: None if days is None else now - timedelta(days=days)
        for name in ("window_days", "period_days", "quiet_days", "repeat_days")
        for days in [getattr(campaign, name)]
    }
    return {
        "campaign": campaign.pk,
        "priority": campaign.priority,
        "holdout_percent": campaign.holdout_percent,
        "outside_hours": not campaign.open_at(now),
        "shop": campaign.shop_id,
        "now": now,
        "today": today,
        "activated": campaign.activated_at or now,
        "oldest": ago["window_days"] or now - timedelta(days=3660),
        "period_start": ago["period_days"],
        "quiet_since": ago["quiet_days"],
        "repeat_after": ago["repeat_days"],
        "threshold": campaign.threshold,
        "min_orders": campaign.min_orders,
        "gap_factor": campaign.gap_factor,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "offer": f"offer:{campaign.starts_on}",
    }


def _birthdays(campaign: Campaign, now: datetime, *, waiting: bool) -> dict[str, Any]:
    """The days that are wished: for a run, or for mails that wait to go. Queries: 0 or 1.

    A mail that a quiet day has put off goes on the next day that is none, so the day of a
    birthday is not asked for again by then.
    """
    today = local_day(now, campaign.shop.zone)
    if waiting:
        days = waiting_days(today)
    else:
        quiet_days = sending_limits([campaign.shop_id])[campaign.shop_id].quiet_days
        days = wished_days(today, weekdays=campaign.weekdays, quiet_days=quiet_days)
    birthdays, years, missed = zip(*birthdays_of(days), strict=True)
    return {"birthdays": [*birthdays], "years": [*years], "missed": [*missed]}


def _left_by_campaign(campaigns: Sequence[Campaign]) -> dict[int, int]:
    """How many more mails each campaign's budget pays for; campaigns without a limit are
    not there. Mails that wait to go have their share already. Queries: at most 1.
    """
    limited = {each.pk: each for each in campaigns if each.budget_id}
    if not limited:
        return {}
    waiting = Reminder.objects.filter(
        campaign__in=limited, withdrawn_at=None, mail=None, held_out=False
    ).values_list("campaign")
    waits = dict(waiting.annotate(Count("pk")))
    return {
        pk: payable - waits.get(pk, 0)
        for pk, campaign in limited.items()
        if (payable := _payable(campaign)) is not None
    }


def _payable(campaign: Campaign) -> int | None:
    """How many vouchers the rest of the budget pays for; None where it sets no limit that
    is known beforehand, as for percentages.
    """
    budget = campaign.budget
    assert budget
    counts = []
    if budget.max_count is not None:
        counts.append(budget.max_count - budget.spent_count)
    amounts = [step.amount for step in campaign.steps.all() if step.amount]
    if budget.max_amount is not None and amounts:
        counts.append(int((budget.max_amount - budget.spent_amount) // max(amounts)))
    return min(counts) if counts else None
