"""What reminders that are about to go have to tell, read afresh."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from mailing.mail_types import JSON, Values
from reminders.models import Campaign, CampaignStep, Reminder
from reminders.queries.campaigns import campaigns_among
from reminders.queries.triggers import ordered_since
from reminders.rules import Aim
from shop.models import Shop
from tiers.queries import measure_of, near_next_tier, select


@dataclass(frozen=True, slots=True)
class WaitingReminder:
    """A reminder whose mail is about to go. Those of one campaign or step share its row."""

    pk: int
    campaign: Campaign
    step: CampaignStep
    customer_id: int
    trigger_key: str
    cart_id: int | None
    since: datetime | None
    voucher_id: int | None


@dataclass(frozen=True, slots=True)
class MintedVoucher:
    """One that was made for a reminder, and what the mail says of it."""

    pk: int
    payload: Mapping[str, JSON]


def read_reminders(keys: Iterable[int]) -> list[WaitingReminder]:
    """With all that is asked of them. Few queries, however many."""
    columns = "pk", "step", "customer", "trigger_key", "cart", "since", "voucher"
    rows = Reminder.objects.filter(pk__in=[*keys]).order_by("campaign", "pk")
    found = list(rows.values_list("campaign", *columns))
    campaigns = campaigns_among({campaign for campaign, *_ in found})
    steps = {step.pk: step for each in campaigns.values() for step in each.steps.all()}
    return [
        WaitingReminder(pk, campaigns[campaign], steps[step], *rest)
        for campaign, pk, step, *rest in found
    ]


_WHO_ORDERED = f"""
    SELECT reminder.id FROM reminders_reminder reminder
    JOIN shop_customer customer ON customer.id = reminder.customer_id
    JOIN reminders_campaign campaign ON campaign.id = reminder.campaign_id
    WHERE reminder.id = ANY(%(reminders)s)
      AND CASE campaign.aim
          WHEN 'cart' THEN {ordered_since("reminder.since")} OR EXISTS (
              SELECT FROM shop_order placed WHERE placed.cart_id = reminder.cart_id
          )
          WHEN 'lapsed' THEN
              {ordered_since("reminder.since + interval '1 microsecond'")}
          ELSE false END
"""  # noqa: S608 -- our own text


def who_ordered(reminders: Sequence[WaitingReminder]) -> set[int]:
    """Keys of those whose customer has placed an order since their cause. One query."""
    if not reminders:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_WHO_ORDERED, {"reminders": [each.pk for each in reminders]})
        return {pk for (pk,) in cursor.fetchall()}


def content(
    reminders: Sequence[WaitingReminder], made: Mapping[int, MintedVoucher], now: datetime
) -> dict[int, Values]:
    """What each mail says beside what every mail does, by reminder. One query for all
    baskets, two for a shop's tiers. A voucher that was made at an earlier try stands in the
    mail already.
    """
    baskets = _baskets({each.cart_id for each in reminders if each.cart_id})
    tiers = _tiers([each for each in reminders if each.campaign.aim == Aim.TIER], now)
    return {
        each.pk: {
            "message": each.campaign.message,
            **_OWN[Aim(each.campaign.aim)](each, now),
            **baskets.get(each.cart_id, {}),
            **tiers.get(each.pk, {}),
            **({"voucher": dict(made[each.pk].payload)} if each.pk in made else {}),
        }
        for each in reminders
    }


def _lapse(reminder: WaitingReminder, now: datetime) -> dict[str, JSON]:
    return {"days": (now - reminder.since).days if reminder.since else None}


def _deadline(reminder: WaitingReminder, _now: datetime) -> dict[str, JSON]:
    last = reminder.campaign.ends_on
    return {"until": last.isoformat() if last else None}


_OWN: Mapping[Aim, Callable[[WaitingReminder, datetime], Values]] = defaultdict(
    lambda: lambda *_: {},
    {
        Aim.LAPSED: _lapse,
        Aim.ORDERS: lambda reminder, _: {"orders": reminder.campaign.min_orders},
        Aim.TURNOVER: lambda reminder, _: {"amount": str(reminder.campaign.threshold)},
        Aim.EXCLUSIVE: _deadline,
    },
)
_LEFT = """
    SELECT cart.id, cart.recovery_url,
           coalesce(nullif(line.name, ''), nullif(product.name, ''), product.external_id),
           product.url, product.image, line.quantity, round(line.unit_price, 2)::text
    FROM shop_cart cart
    LEFT JOIN shop_cartline line ON line.cart_id = cart.id
    LEFT JOIN shop_product product ON product.id = line.product_id
    WHERE cart.id = ANY(%(carts)s)
    ORDER BY cart.id, line.id
"""


def _baskets(carts: Collection[int]) -> dict[int | None, Values]:
    """The link back and what lies in each, with pictures."""
    if not carts:
        return {}
    links: dict[int, str] = {}
    lines: dict[int, list[JSON]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"carts": [*carts]})
        for cart, link, *line in cursor.fetchall():
            links[cart] = link
            if line[0] is not None:
                lines[cart].append(dict(zip(_OF_LINE, line, strict=True)))
    return {
        cart: {"cart_url": link} | ({"cart": lines[cart]} if lines[cart] else {})
        for cart, link in links.items()
    }


_OF_LINE = "name", "url", "image", "quantity", "price"


def _tiers(reminders: Sequence[WaitingReminder], now: datetime) -> dict[int, Values]:
    """The tier that comes next and what it still takes, by reminder."""
    found: dict[int, Values] = {}
    by_shop: dict[Shop, dict[int, int]] = defaultdict(dict)
    for each in reminders:
        by_shop[each.campaign.shop][each.customer_id] = each.pk
    for shop, whose in by_shop.items():
        if measure := measure_of(shop):
            sql, values = near_next_tier(measure, now, customers=whose)
            for customer, tier, missing, _latest in select(sql, values):
                name = {"tier": str(measure.tier(tier)), "missing": str(missing)}
                found[whose[customer]] = name
    return found
