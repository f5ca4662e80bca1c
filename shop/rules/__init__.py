"""What a shop may state, and what an order's amounts come to. No database, no clock."""

from shop.rules.amounts import (
    PricedLine,
    goods_kept,
    goods_total,
    is_amount,
    is_count,
    kept_before,
    kept_of,
    net_of_discount,
    shipping_kept,
)
from shop.rules.claims import within_claim_period
from shop.rules.currencies import converted
from shop.rules.facts import (
    CardPaymentFact,
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    FeeFact,
    GiftFact,
    GroupFact,
    OrderFact,
    OrderLineFact,
    ProductFact,
    VariantFact,
    digest,
)
from shop.rules.notes import Note, notes_on

__all__ = [
    "CardPaymentFact",
    "CartFact",
    "CartLineFact",
    "CategoryFact",
    "CustomerFact",
    "FeeFact",
    "GiftFact",
    "GroupFact",
    "Note",
    "OrderFact",
    "OrderLineFact",
    "PricedLine",
    "ProductFact",
    "VariantFact",
    "converted",
    "digest",
    "goods_kept",
    "goods_total",
    "is_amount",
    "is_count",
    "kept_before",
    "kept_of",
    "net_of_discount",
    "notes_on",
    "shipping_kept",
    "within_claim_period",
]
