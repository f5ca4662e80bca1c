"""Whose birthdays are wished today: also of days on which nothing could go."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

# A wish that was put off for longer is none any more. Mails are given up before.
LATEST = timedelta(days=10)
# A wish whose hours ended before it could go is made up for within so many days.
MADE_UP = timedelta(days=3)
WEEK = 7


@dataclass(frozen=True, slots=True)
class WishedDay:
    """``missed``: only for those who were to be wished then, and to whom nothing went."""

    day: date
    missed: bool = False


def wished_days(
    today: date, *, weekdays: Collection[int], quiet_days: Collection[int]
) -> list[WishedDay]:
    """Today, the days right before it on which nothing goes, and the few before those for
    whom it was missed. ``weekdays`` are the campaign's, ``quiet_days`` the shop's: 1 Monday
    to 7 Sunday.
    """
    going = set(weekdays) - set(quiet_days)
    days = [WishedDay(today)]
    before = today - timedelta(days=1)
    while len(days) < WEEK and before.isoweekday() not in going:
        days.append(WishedDay(before))
        before -= timedelta(days=1)
    return days + [
        WishedDay(before - timedelta(days=number), missed=True)
        for number in range(MADE_UP.days)
    ]


def waiting_days(today: date) -> list[WishedDay]:
    """Answer the days whose mails may still wait to go today."""
    return [WishedDay(today - timedelta(days=number)) for number in range(LATEST.days + 1)]


def birthdays_of(days: Collection[WishedDay]) -> list[tuple[str, int, bool]]:
    """(month and day, year it is wished for, missed). In years without a 29 February,
    birthdays of that day are on the 28th.
    """
    found = []
    for each in days:
        year = each.day.year
        found.append((f"{each.day:%m-%d}", year, each.missed))
        if (each.day.month, each.day.day) == (2, 28) and not calendar.isleap(year):
            found.append(("02-29", year, each.missed))
    return found
