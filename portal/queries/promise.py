"""What a shop promises whoever opens an account."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from points import queries as points
from shop.models import Shop
from tiers import queries as tiers


@dataclass(frozen=True, slots=True)
class Awaiting:
    """``best`` is the most that a level takes off, as people write it: −15 %; None where
    none does.
    """

    promise: points.Promise
    best: Decimal | None


def awaiting(shop: Shop, now: datetime) -> Awaiting:
    """Two queries."""
    measure = tiers.measure_of(shop)
    off = [level.off for level in measure.levels] if measure else []
    best = min(off, default=None)
    return Awaiting(points.promise_of(points.rules_at(shop, now)), best or None)
