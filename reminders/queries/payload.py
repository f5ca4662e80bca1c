"""The values of the mails that are about to go, read afresh."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.sql import Fragment, fetch
from mailing.mail_types import JSON, Values
from reminders.queries.waiting import WaitingReminder
from reminders.rules.presets import Aim
from shop.fragments import FOR_SALE
from shop.models import Shop
from tiers.queries.measures import measure_of
from tiers.queries.next_tier import near_next_tier


@dataclass(frozen=True, slots=True)
class MintedVoucher:
    """A voucher made for a reminder, and what the mail says of it."""

    pk: int
    values: Mapping[str, JSON]


def payload(
    reminders: Sequence[WaitingReminder],
    minted: Mapping[int, MintedVoucher],
    now: datetime,
) -> dict[int, Values]:
    """By reminder, what its mail says beside what every mail does. A voucher that was made
    at an earlier try stands in the mail already.

    Queries: 1 for all carts, 2 for each shop with reminders of a next tier.
    """
    carts = _carts({each.cart_id for each in reminders if each.cart_id})
    tiers = _tiers([each for each in reminders if each.campaign.aim == Aim.TIER], now)
    return {
        each.pk: {
            "message": each.campaign.message,
            **_of_aim(each, now),
            **carts.get(each.cart_id, {}),
            **tiers.get(each.pk, {}),
            **({"voucher": dict(minted[each.pk].values)} if each.pk in minted else {}),
        }
        for each in reminders
    }


def _of_aim(reminder: WaitingReminder, now: datetime) -> Values:
    campaign = reminder.campaign
    match Aim(campaign.aim):
        case Aim.LAPSED:
            return {"days": (now - reminder.since).days if reminder.since else None}
        case Aim.ORDERS:
            return {"orders": campaign.min_orders}
        case Aim.TURNOVER:
            return {"amount": str(campaign.threshold)}
        case Aim.EXCLUSIVE:
            return {"until": campaign.ends_on.isoformat() if campaign.ends_on else None}
    return {}


_LINES = Fragment("""
    SELECT cart.id,
           -- Without a link of its own, the shop's first page: where its goods are.
           coalesce(
               nullif(cart.recovery_url, ''),
               substring(product.url FROM '^https?://[^/?#]+') || '/',
               (SELECT substring(page.url FROM '^https?://[^/?#]+') || '/'
                FROM shop_product page
                WHERE page.shop_id = cart.shop_id AND page.url <> '' LIMIT 1),
               ''
           ),
           coalesce(nullif(line.name, ''), nullif(product.name, ''), product.external_id),
           product.url, product.image, trim_scale(line.quantity)::text,
           round(coalesce(line.unit_price, product.price), 2)::text
    FROM shop_cart cart
    LEFT JOIN shop_cartline line ON line.cart_id = cart.id
    LEFT JOIN shop_product product ON product.id = line.product_id
    -- Only goods that can be had: the mail says that they are kept.
    WHERE (product.id IS NULL OR {for_sale}) AND cart.id = ANY(%(carts)s)
    ORDER BY cart.id, line.id
""").fill(for_sale=FOR_SALE)
_LINE = "name", "url", "image", "quantity", "price"


def _carts(carts: Collection[int]) -> dict[int | None, Values]:
    """The link back and the lines of each cart, with pictures."""
    if not carts:
        return {}
    links: dict[int, str] = {}
    lines: dict[int, list[JSON]] = defaultdict(list)
    for cart, link, *line in fetch(_LINES.given(carts=[*carts])):
        links[cart] = link
        if line[0] is not None:
            lines[cart].append(dict(zip(_LINE, line, strict=True)))
    return {
        cart: {"cart_url": link} | ({"cart": lines[cart]} if lines[cart] else {})
        for cart, link in links.items()
    }


def _tiers(reminders: Sequence[WaitingReminder], now: datetime) -> dict[int, Values]:
    """The next tier and the amount missing for it, by reminder."""
    found: dict[int, Values] = {}
    by_shop: dict[Shop, dict[int, int]] = defaultdict(dict)
    for each in reminders:
        by_shop[each.campaign.shop][each.customer_id] = each.pk
    for shop, reminder_of in by_shop.items():
        if measure := measure_of(shop):
            rows = fetch(near_next_tier(measure, now, customers=reminder_of))
            for customer, tier, missing, _latest in rows:
                values = {"tier": str(measure.tier(tier)), "missing": str(missing)}
                found[reminder_of[customer]] = values
    return found
