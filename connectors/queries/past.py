"""How much of a shop's past counts, and what it would be worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from connectors.models import Connection
from core.money import ZERO, to_cent
from earning.queries import versions as earning_versions


def history_since(connection: Connection) -> datetime | None:
    """From when on orders come in; None for all.

    Where they earn from a day on only, those before come in as history. Where orders have
    given points before the shop was connected, that day cannot be kept apart from theirs:
    then what lies before it stays out.
    """
    since = earns_since(connection)
    return None if connection.shop.earns_since == since else since


def earns_since(connection: Connection) -> datetime | None:
    """From when on orders are to earn, as the merchant has said; None for all."""
    match connection.past:
        case Connection.Past.NONE:
            return connection.created_at
        case Connection.Past.SINCE:
            assert connection.past_since is not None, "held by a constraint"
            midnight = datetime.combine(connection.past_since, time(), connection.shop.zone)
            return midnight.astimezone(UTC)
    return None


@dataclass(frozen=True, slots=True)
class Owed:
    """What the orders since then would come to: with an account, for they alone earn."""

    since: date
    orders: int
    spent: Decimal
    points: int
    worth: Decimal


def owed_by_year(connection: Connection, now: datetime) -> list[Owed]:
    """If orders counted since the first of January of each year, the latest first.

    By the rules of today, on all that the shop has kept: an estimate from above, as
    shipping, excluded goods and points that would be over by now are in it.
    """
    months: Mapping[str, list[str]] = connection.survey.get("months", {})
    rules = earning_versions.rules_at(connection.shop, now)
    orders, spent, found = 0, ZERO, []
    for year in sorted({month[:4] for month in months}, reverse=True):
        for month, (count, kept) in months.items():
            if month[:4] == year:
                orders, spent = orders + int(count), spent + Decimal(kept)
        points = int(spent / rules.ratio) * rules.points_per_block
        worth = to_cent(points * rules.value)
        found.append(Owed(date(int(year), 1, 1), orders, spent, points, worth))
    return found
