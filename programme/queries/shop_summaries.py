"""What a shop's programme owes: points and vouchers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from points.queries import overview as points_overview
from points.queries.overview import Outstanding
from shop.models import Shop
from vouchers.queries import usable as vouchers_usable
from vouchers.queries.usable import UsableVouchers


@dataclass(frozen=True, slots=True)
class ShopSummary:
    """How a shop's programme stands: what it owes in points and in vouchers."""

    shop: Shop
    outstanding: Outstanding
    vouchers: UsableVouchers


def shop_summaries(shops: Iterable[Shop], now: datetime) -> list[ShopSummary]:
    """Answer what each shop owes, in their order. Queries: 3, however many shops."""
    shops = list(shops)
    owed = points_overview.outstanding(shops, now)
    usable = vouchers_usable.usable_by_shop(shops, now)
    return [
        ShopSummary(
            shop, owed.get(shop.pk, Outstanding()), usable.get(shop.pk, UsableVouchers())
        )
        for shop in shops
    ]
