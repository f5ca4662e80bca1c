"""What a shop may state, and what an order's amounts come to. No database, no clock."""

from shop.rules.amounts import (
    PricedLine,
    goods_kept,
    goods_total,
    is_amount,
    is_count,
    kept_of,
    net_of_discount,
    refunds_exceed_paid,
    shipping_kept,
)
from shop.rules.claims import within_claim_period
from shop.rules.facts import (
    CardPaymentFact,
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    GiftFact,
    GroupFact,
    OrderFact,
    OrderLineFact,
    ProductFact,
    digest,
)

__all__ = [
    "CardPaymentFact",
    "CartFact",
    "CartLineFact",
    "CategoryFact",
    "CustomerFact",
    "GiftFact",
    "GroupFact",
    "OrderFact",
    "OrderLineFact",
    "PricedLine",
    "ProductFact",
    "digest",
    "goods_kept",
    "goods_total",
    "is_amount",
    "is_count",
    "kept_of",
    "net_of_discount",
    "refunds_exceed_paid",
    "shipping_kept",
    "within_claim_period",
]
