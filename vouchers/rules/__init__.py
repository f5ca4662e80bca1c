"""What vouchers take off a cart, and what a code looks like.

No database, no clock.
"""

from vouchers.rules.allocation import allocate
from vouchers.rules.attribution import Attribution, attribute_discount
from vouchers.rules.cart import (
    CartItem,
    CartVoucher,
    DiscountKind,
    GroupDiscount,
    RefusalReason,
    Scope,
)
from vouchers.rules.codes import ALPHABET, LENGTH, chosen_code, new_code
from vouchers.rules.customer_files import FileEntry, UnmatchedReason, read_customer_file
from vouchers.rules.holding import held_until
from vouchers.rules.margin_guard import (
    AppliedDiscount,
    CappedDiscount,
    DiscountSource,
    GuardRule,
)
from vouchers.rules.offers import DiscountStep, Offer
from vouchers.rules.pricing import CodeRefusal, Price, PricedLine, ineligibility, price
from vouchers.rules.thresholds import Threshold, thresholds

__all__ = [
    "ALPHABET",
    "LENGTH",
    "AppliedDiscount",
    "Attribution",
    "CappedDiscount",
    "CartItem",
    "CartVoucher",
    "CodeRefusal",
    "DiscountKind",
    "DiscountSource",
    "DiscountStep",
    "FileEntry",
    "GroupDiscount",
    "GuardRule",
    "Offer",
    "Price",
    "PricedLine",
    "RefusalReason",
    "Scope",
    "Threshold",
    "UnmatchedReason",
    "allocate",
    "attribute_discount",
    "chosen_code",
    "held_until",
    "ineligibility",
    "new_code",
    "price",
    "read_customer_file",
    "thresholds",
]
