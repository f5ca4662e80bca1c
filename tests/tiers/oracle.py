"""Where somebody should stand, told once more and slowly, from what the shop has said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Bought:
    """What is left of an order that counts."""

    at: datetime
    amount: Decimal


def spent(
    orders: Sequence[Bought], now: datetime, *, window: str = "lifetime", months: int = 12
) -> Decimal:
    today = now.astimezone(PARIS).date()
    return sum(
        (
            each.amount
            for each in orders
            if counts(each.at.astimezone(PARIS).date(), today, window, months)
        ),
        Decimal(0),
    )


def counts(day: date, today: date, window: str, months: int) -> bool:
    if window == "year":
        return day.year >= today.year
    if window == "months":
        return on_the_same_day(day, months) >= today
    return True


def on_the_same_day(day: date, months: int) -> date:
    """So many months on; where that month is shorter, on its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        if number <= day.day:
            try:
                return date(year, month + 1, number)
            except ValueError:
                continue
    raise AssertionError(day)


def tier(amount: Decimal, minimums: dict[str, Decimal]) -> str | None:
    reached = [name for name, minimum in minimums.items() if amount >= minimum]
    return max(reached, key=lambda name: minimums[name]) if reached else None
