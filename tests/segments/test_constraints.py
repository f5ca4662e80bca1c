from datetime import date
from typing import Any

import pytest

from segments.models import Segment
from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by


def segment(shop: Shop, **fields: Any) -> Segment:
    return Segment.objects.create(shop=shop, name=fields.pop("name", "Best"), **fields)


def twice(shop: Shop) -> None:
    segment(shop)
    segment(shop)


WRONGS: Wrongs = {
    "segment_name_once": twice,
    "segment_orders_in_order": lambda shop: segment(shop, min_orders=2, max_orders=1),
    "segment_spend_in_order": lambda shop: segment(shop, min_spend=2, max_spend=1),
    "segment_spend_not_negative": lambda shop: segment(shop, min_spend=-1),
    "segment_last_order_in_order": lambda shop: segment(shop, quiet_days=9, active_days=8),
    "segment_gap_positive": lambda shop: segment(shop, gap_factor=0),
    "segment_period_positive": lambda shop: segment(shop, period_days=0),
    "segment_registration_in_order": lambda shop: segment(
        shop, registered_from=date(2026, 5, 2), registered_until=date(2026, 5, 1)
    ),
}


def test_each_constraint_has_something_it_refuses() -> None:
    assert names("segments") == set(WRONGS)


@pytest.mark.parametrize("name", WRONGS)
def test_the_tables_refuse_impossible_rows(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)
