"""Which rules apply, and what an order should have earned under them."""

from earning.queries.entitlement import (
    counts,
    earning_basis,
    entitlement,
    multiplier_of,
    priced_lines,
    voucher_discount_of,
)
from earning.queries.goods import NamedGoods, named_goods
from earning.queries.summary import EarningSummary, earning_summary
from earning.queries.versions import (
    PublishedVersion,
    RulesByTime,
    instant_of,
    published,
    rules_at,
    rules_of,
)

__all__ = [
    "EarningSummary",
    "NamedGoods",
    "PublishedVersion",
    "RulesByTime",
    "counts",
    "earning_basis",
    "earning_summary",
    "entitlement",
    "instant_of",
    "multiplier_of",
    "named_goods",
    "priced_lines",
    "published",
    "rules_at",
    "rules_of",
    "voucher_discount_of",
]
