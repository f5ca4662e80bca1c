"""What a segment asks of a customer. No database, no clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """All that is filled in must hold; what is empty asks nothing.

    ``groups`` and ``categories`` are keys; one of them is enough, and a category stands for
    all below it. ``period_days``, before now, bounds orders, spend and what was bought; the
    last order and the gap between two are asked of all orders there are. ``gap_factor``:
    the last order is older than so many times the customer's usual gap between two orders.
    """

    shop: int
    groups: tuple[int, ...] = ()
    period_days: int | None = None
    min_orders: int | None = None
    max_orders: int | None = None
    min_spend: Decimal | None = None
    max_spend: Decimal | None = None
    categories: tuple[int, ...] = ()
    quiet_days: int | None = None
    active_days: int | None = None
    gap_factor: Decimal | None = None
    languages: tuple[str, ...] = ()
    registered_from: date | None = None
    registered_until: date | None = None
    consent: bool | None = None
    guests: bool = False
