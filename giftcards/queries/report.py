"""Gift cards in figures: what came and went in each month, told apart by VAT regime.

Counted by when it happened in the shop, in the shop's own months. What is outstanding at
the end of a month is all that was ever issued less all that left: money owed to whoever
has the codes. Vouchers are no part of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from core.days import start_of
from core.money import ZERO
from core.sql import Fragment, fetch
from giftcards.models import CardMovement, GiftCard, VatRegime
from shop.models import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMonth:
    """``outstanding`` moves by issued − used + given back − expired − cancelled."""

    first: date
    regime: VatRegime
    rate: Decimal | None
    issued: Decimal
    used: Decimal
    given_back: Decimal
    expired: Decimal
    cancelled: Decimal
    outstanding: Decimal


# By ``happened_at`` and in the shop's zone: the accountant's months, not those of the
# server. All movements up to the end of the year are summed, for what is outstanding at the
# end of a month is the sum of everything before it; a window adds up what the months have
# changed.
_MONTHS = Fragment("""
    WITH told AS (
        SELECT date_trunc('month', happened_at AT TIME ZONE %(zone)s)::date AS month,
               card.vat_regime AS regime, card.vat_rate AS rate,
               coalesce(sum(movement.amount) FILTER (WHERE kind = 'issue'), 0) AS issued,
               coalesce(-sum(movement.amount) FILTER (WHERE kind = 'pay'), 0) AS used,
               coalesce(sum(movement.amount) FILTER (WHERE kind = 'give_back'), 0) AS back,
               coalesce(-sum(movement.amount)
                        FILTER (WHERE kind IN ('expire', 'lose')), 0) AS expired,
               coalesce(-sum(movement.amount) FILTER (WHERE kind = 'cancel'), 0)
                   AS cancelled,
               sum(movement.amount) AS change
        FROM giftcards_cardmovement movement
        JOIN giftcards_giftcard card ON card.id = movement.card_id
        WHERE card.shop_id = %(shop)s AND movement.happened_at < %(until)s
        GROUP BY 1, 2, 3
    )
    SELECT month, regime, rate, issued, used, back, expired, cancelled,
           sum(change) OVER (PARTITION BY regime, rate ORDER BY month) AS outstanding
    FROM told ORDER BY month DESC, regime, rate NULLS FIRST
""")


def months(shop: Shop, *, year: int) -> list[CardMonth]:
    """Answer the months of a year in which anything happened, the latest first, one for
    each VAT regime and rate. Queries: 1.
    """
    until = start_of(date(year + 1, 1, 1), shop.zone)
    statement = _MONTHS.given(shop=shop.pk, zone=shop.timezone, until=until)
    names = [field.name for field in fields(CardMonth)]
    found: list[dict[str, Any]] = [
        dict(zip(names, row, strict=True)) for row in fetch(statement)
    ]
    # What earlier years leave outstanding is summed up too, and not shown.
    return [
        CardMonth(**said | {"regime": VatRegime(said["regime"])})
        for said in found
        if said["first"].year == year
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutstandingBalance:
    """What is on cards of one regime and rate now, and how many have anything."""

    regime: VatRegime
    rate: Decimal | None
    count: int
    amount: Decimal


_OUTSTANDING = Fragment("""
    SELECT vat_regime, vat_rate, count(*), sum(balance) FROM giftcards_giftcard
    WHERE shop_id = %(shop)s AND balance > 0 AND valid_until > %(now)s
    GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST
""")


def owed(shop: Shop, now: datetime) -> list[OutstandingBalance]:
    """Answer what is owed to whoever has the codes, by VAT regime and rate. Expired cards
    owe nothing, whether or not the night has written it down. Queries: 1.
    """
    return [
        OutstandingBalance(regime=VatRegime(regime), rate=rate, count=count, amount=amount)
        for regime, rate, count, amount in fetch(_OUTSTANDING.given(shop=shop.pk, now=now))
    ]


def sold_in_a_year(shop: Shop, now: datetime) -> Decimal:
    """Answer what was issued in the 365 days up to now: above a million euros the ACPR is
    to be told (L525-5 CMF). Queries: 1.
    """
    since = now - timedelta(days=365)
    rows = CardMovement.objects.filter(
        card__shop=shop, kind=CardMovement.Kind.ISSUE, happened_at__gt=since
    )
    total: Decimal = rows.aggregate(total=Sum("amount", default=ZERO))["total"]
    return total


def years(shop: Shop, now: datetime) -> Iterator[int]:
    """Yield the years from this one down to that of the first card. Queries: 1."""
    first = GiftCard.objects.filter(shop=shop).order_by("valid_from").first()
    last = now.astimezone(shop.zone).year
    begin = first.valid_from.astimezone(shop.zone).year if first else last
    yield from range(last, min(begin, last) - 1, -1)
