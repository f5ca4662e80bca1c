"""Reminders whose mail is about to go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.sql import Fragment, fetch
from reminders.models import Campaign, CampaignStep, Reminder
from reminders.queries.campaigns import campaigns_among
from reminders.queries.triggers.rule import ordered_since


@dataclass(frozen=True, slots=True)
class WaitingReminder:
    """Reminders of one campaign or step share its row."""

    pk: int
    campaign: Campaign
    step: CampaignStep
    customer_id: int
    trigger_key: str
    cart_id: int | None
    since: datetime | None
    voucher_id: int | None


def read_reminders(keys: Iterable[int]) -> list[WaitingReminder]:
    """Read these reminders, by campaign and then primary key. Queries: 1, and those of the
    campaigns, however many reminders.
    """
    columns = "pk", "step", "customer", "trigger_key", "cart", "since", "voucher"
    rows = Reminder.objects.filter(pk__in=[*keys]).order_by("campaign", "pk")
    found = list(rows.values_list("campaign", *columns))
    campaigns = campaigns_among({campaign for campaign, *_ in found})
    steps = {step.pk: step for each in campaigns.values() for step in each.steps.all()}
    return [
        WaitingReminder(pk, campaigns[campaign], steps[step], *rest)
        for campaign, pk, step, *rest in found
    ]


_WHO_ORDERED = Fragment("""
    SELECT reminder.id FROM reminders_reminder reminder
    JOIN shop_customer customer ON customer.id = reminder.customer_id
    JOIN reminders_campaign campaign ON campaign.id = reminder.campaign_id
    WHERE reminder.id = ANY(%(reminders)s)
      AND CASE campaign.aim
          WHEN 'cart' THEN {since_cart} OR EXISTS (
              SELECT FROM shop_order placed WHERE placed.cart_id = reminder.cart_id
          )
          WHEN 'lapsed' THEN {since_lapse}
          ELSE false END
""").fill(
    since_cart=ordered_since("reminder.since"),
    # The order that the lapse began with is no new one.
    since_lapse=ordered_since("reminder.since + interval '1 microsecond'"),
)


def who_ordered(reminders: Sequence[WaitingReminder]) -> set[int]:
    """Answer the keys of reminders whose customer has ordered since. Queries: 0 or 1."""
    if not reminders:
        return set()
    rows = fetch(_WHO_ORDERED.given(reminders=[each.pk for each in reminders]))
    return {pk for (pk,) in rows}
