"""What reminders that are about to go have to tell, read afresh."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from core.money import to_cent
from mailing.kinds import JSON, Values
from mailing.models import Mail
from reminders.models import Campaign, Reminder
from reminders.queries.causes import ordered_since
from reminders.rules import Aim
from shop.models import CartLine
from vouchers.models import Voucher


def read_reminders(mails: Iterable[Mail]) -> list[Reminder]:
    """Of these mails, with all that is asked of them. Few queries, however many."""
    keys = [int(mail.source.removeprefix("reminder:")) for mail in mails]
    rows = Reminder.objects.filter(pk__in=keys).select_related(
        "campaign__shop", "campaign__segment", "campaign__budget", "step", "cart"
    )
    return list(
        rows.prefetch_related(
            "campaign__segment__groups", "campaign__segment__categories", "campaign__steps"
        ).order_by("campaign", "pk")
    )


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


def who_ordered(reminders: Sequence[Reminder]) -> set[int]:
    """Keys of those whose customer has placed an order since their cause. One query."""
    if not reminders:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_WHO_ORDERED, {"reminders": [each.pk for each in reminders]})
        return {pk for (pk,) in cursor.fetchall()}


def content(
    reminders: Sequence[Reminder], made: Mapping[int, Voucher], now: datetime
) -> dict[int, Values]:
    """What each mail says beside what every mail does, by reminder. One query for all
    baskets. A bon that was made at an earlier try stands in the mail already.
    """
    baskets = _baskets(reminders)
    return {
        each.pk: {
            **_own(each, now),
            **({"cart": baskets[each.cart_id]} if each.cart_id in baskets else {}),
            **({"voucher": _ticket(made[each.pk])} if each.pk in made else {}),
        }
        for each in reminders
    }


def _own(reminder: Reminder, now: datetime) -> dict[str, JSON]:
    campaign = reminder.campaign
    return {"message": campaign.message, **_OWN[Aim(campaign.aim)](campaign, reminder, now)}


def _lapse(_campaign: Campaign, reminder: Reminder, now: datetime) -> dict[str, JSON]:
    return {"days": (now - reminder.since).days if reminder.since else None}


_OWN: Mapping[Aim, Any] = defaultdict(
    lambda: lambda *_: {},
    {
        Aim.CART: lambda _, reminder, __: {
            "cart_url": reminder.cart.recovery_url if reminder.cart else ""
        },
        Aim.LAPSED: _lapse,
        Aim.ORDERS: lambda campaign, *_: {"orders": campaign.min_orders},
        Aim.TURNOVER: lambda campaign, *_: {"amount": str(campaign.threshold)},
        Aim.EXCLUSIVE: lambda campaign, *_: {"until": campaign.ends_on.isoformat()},
    },
)


def _baskets(reminders: Sequence[Reminder]) -> dict[int | None, JSON]:
    carts = {each.cart_id for each in reminders if each.cart_id}
    if not carts:
        return {}
    found: dict[int | None, list[JSON]] = defaultdict(list)
    lines = CartLine.objects.filter(cart__in=carts).select_related("product")
    for line in lines.order_by("cart", "pk"):
        found[line.cart_id].append(
            {
                "name": line.name or str(line.product),
                "url": line.product.url,
                "image": line.product.image,
                "quantity": line.quantity,
                "price": str(to_cent(line.unit_price)),
            }
        )
    return dict(found)


def _ticket(bon: Voucher) -> JSON:
    return {
        "code": bon.code,
        "label": bon.label,
        "amount": None if bon.amount is None else str(bon.amount),
        "percent": None if bon.percent is None else str(bon.percent),
        "valid_until": bon.valid_until.isoformat(),
        "minimum": str(bon.minimum),
    }
