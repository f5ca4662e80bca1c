"""Campaigns with all that choosing reads, and how a shop's runs stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reminders.models import Campaign, Reminder, Schedule
from shop.models import Shop

# If nothing has run for so long, staff are warned: nobody is written to.
SILENCE = timedelta(days=1)
MONTH = timedelta(days=30)


def campaigns_of(shop: Shop) -> QuerySet[Campaign]:
    """Select the shop's campaigns with everything that ``due`` reads, by priority."""
    return _whole().filter(shop=shop)


def campaigns_among(keys: Collection[int]) -> dict[int, Campaign]:
    """Select campaigns as ``campaigns_of`` does, by primary key."""
    return _whole().in_bulk([*keys])


def _whole() -> QuerySet[Campaign]:
    # Everything that ``due`` reads of a campaign: it asks for nothing one by one.
    rows = Campaign.objects.select_related("shop", "segment", "budget")
    return rows.prefetch_related(
        "steps", "segment__groups", "segment__categories"
    ).order_by("priority", "pk")


def running(shop: Shop) -> list[Campaign]:
    """Answer campaigns that are on, whether or not they write now. Queries: 4 at most."""
    return list(campaigns_of(shop).filter(activated_at__isnull=False))


def with_monthly(campaigns: QuerySet[Campaign], now: datetime) -> QuerySet[Campaign]:
    """Add ``monthly``, the mails of a campaign's last thirty days."""
    sent = Reminder.objects.filter(
        campaign=OuterRef("pk"), mail__sent_at__gt=now - MONTH
    ).order_by()
    counted = sent.values("campaign").annotate(count=Count("pk")).values("count")
    return campaigns.annotate(monthly=Coalesce(Subquery(counted), 0))


@dataclass(frozen=True, slots=True)
class RunState:
    """A shop's runs. ``silent``: campaigns are on, and nothing runs."""

    shop: Shop
    schedule: Schedule
    active: int
    silent: bool


def runs(shops: Sequence[Shop], now: datetime) -> list[RunState]:
    """Two queries, however many shops."""
    schedules = {row.shop_id: row for row in Schedule.objects.filter(shop__in=shops)}
    on = Campaign.objects.filter(shop__in=shops, activated_at__isnull=False)
    active = dict(on.values_list("shop").annotate(Count("pk")).order_by())
    since = dict(on.values_list("shop", "activated_at").order_by("shop", "-activated_at"))
    found = []
    for shop in shops:
        schedule = schedules.get(shop.pk) or Schedule(shop=shop)
        # A campaign that was turned on a moment ago waits for its first run.
        latest = max(filter(None, [schedule.ran_at, since.get(shop.pk)]), default=now)
        count = active.get(shop.pk, 0)
        found.append(
            RunState(shop, schedule, count, bool(count) and now - latest > SILENCE)
        )
    return found
