"""What vouchers take off a cart, and what a code looks like.

No database, no clock.
"""

from vouchers.rules.cart import (
    CartItem,
    CartVoucher,
    DiscountKind,
    GroupDiscount,
    RefusalReason,
)
from vouchers.rules.codes import ALPHABET, chosen_code, new_code
from vouchers.rules.margin_guard import CappedDiscount, DiscountSource
from vouchers.rules.offers import DiscountStep, Offer
from vouchers.rules.pricing import CodeRefusal, Price, ineligibility, price
from vouchers.rules.thresholds import Threshold, thresholds

__all__ = [
    "ALPHABET",
    "CappedDiscount",
    "CartItem",
    "CartVoucher",
    "CodeRefusal",
    "DiscountKind",
    "DiscountSource",
    "DiscountStep",
    "GroupDiscount",
    "Offer",
    "Price",
    "RefusalReason",
    "Threshold",
    "chosen_code",
    "ineligibility",
    "new_code",
    "price",
    "thresholds",
]
