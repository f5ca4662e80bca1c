"""What counts towards a tier, in which window, and how far the next one is."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

from core.days import close_of, local_day, months_after, start_of
from core.money import ZERO
from shop.rules.amounts import (
    OrderMoney,
    kept_before,
    without_tax,
)

LIFETIME, MONTHS, YEAR = "lifetime", "months", "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What is kept of an order, in each way a shop may count it; no gift cards in it.

    ``gross`` is what the goods kept would have cost without the order's discount.
    """

    goods: Decimal = ZERO
    goods_excl_tax: Decimal = ZERO
    gross: Decimal = ZERO
    gross_excl_tax: Decimal = ZERO
    shipping: Decimal = ZERO
    shipping_excl_tax: Decimal = ZERO

    @property
    def values(self) -> dict[str, Decimal]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def amounts_of(money: OrderMoney) -> Amounts:
    lines, kept = money.lines, money.kept
    totals = [line.total for line in lines]
    gross = kept_before(lines, before=totals, paid=money.paid, kept=kept)
    bare, bare_gross = without_tax(lines, kept), without_tax(lines, gross)
    shipping, bare_shipping = money.shipping_kept, money.shipping_kept_excl_tax
    goods = [n for n, line in enumerate(lines) if not line.gift_card]

    def of_goods(amounts: Sequence[Decimal]) -> Decimal:
        return sum((amounts[n] for n in goods), ZERO)

    return Amounts(
        goods=of_goods(kept),
        goods_excl_tax=of_goods(bare),
        gross=of_goods(gross),
        gross_excl_tax=of_goods(bare_gross),
        shipping=shipping,
        shipping_excl_tax=bare_shipping,
    )


def window_start(
    now: datetime, *, window: str, months: int, zone: ZoneInfo
) -> datetime | None:
    """From when on orders count; None: all do.

    A day counts for so many months after it, to the end of the last day: that of 1 May
    for twelve months until 1 May of the next year has gone by.
    """
    today = local_day(now, zone)
    if window == YEAR:
        return start_of(date(today.year, 1, 1), zone)
    if window == MONTHS:
        first = months_after(today, -months)
        # Months differ in length: going there and back again may end a day short.
        if months_after(first, months) < today:
            first += timedelta(days=1)
        return start_of(first, zone)
    return None


def leaves_at(
    bought_at: datetime, *, window: str, months: int, zone: ZoneInfo
) -> datetime | None:
    """When an order ceases to count; None: never."""
    day = local_day(bought_at, zone)
    if window == YEAR:
        return close_of(date(day.year, 12, 31), zone)
    if window == MONTHS:
        return close_of(months_after(day, months), zone)
    return None


def percent_of(spent: Decimal, minimum: Decimal) -> int:
    """Whole percent of the minimum, rounded down: 100 only when it is reached."""
    if spent >= minimum:
        return 100
    return int((100 * spent / minimum).to_integral_value(ROUND_FLOOR))


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """An order in a customer's history: the rank (0: none) held before it and with it."""

    key: int
    at: datetime
    spent: Decimal
    before: int
    after: int


def walk(
    orders: Sequence[tuple[datetime, int, Decimal]],
    minimums: Sequence[Decimal],
    *,
    window: str,
    months: int,
    zone: ZoneInfo,
) -> Iterator[HistoryStep]:
    """A customer's orders, by instant, key and amount; ``minimums`` ascend."""
    kept: deque[tuple[datetime, Decimal]] = deque()
    spent = ZERO
    for at, key, amount in sorted(orders):
        start = window_start(at, window=window, months=months, zone=zone)
        while start and kept and kept[0][0] < start:
            spent -= kept.popleft()[1]
        before = bisect_right(minimums, spent)
        spent += amount
        kept.append((at, amount))
        yield HistoryStep(key, at, spent, before, bisect_right(minimums, spent))
