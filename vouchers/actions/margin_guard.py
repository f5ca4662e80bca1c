"""Set how much the discounts of an order may come to together."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shop.models import Shop
from vouchers.models import MarginGuard
from vouchers.queries.offers import guard_at
from vouchers.rules.margin_guard import DiscountSource


@transaction.atomic
def set_guard(
    *,
    shop: Shop,
    percent: Decimal | None,
    cut_order: Sequence[DiscountSource],
    author: str,
    now: datetime,
) -> MarginGuard:
    """Set the ceiling from now on; None: there is none. Idempotent: the same again writes
    nothing.

    ``percent`` of the goods; ``cut_order``: which discounts are lowered first.
    """
    # Never changed in place: what old orders had is worked out with the guard of then.
    last = guard_at(shop, now)
    names = [each.value for each in cut_order]
    if last and (last.percent, last.cut_order) == (percent, names):
        return last
    return MarginGuard.objects.create(
        shop=shop, percent=percent, cut_order=names, author=author, starts_at=now
    )
