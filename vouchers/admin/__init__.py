"""Bons, the batches they were made in, their budgets, refused codes and statistics.

The page of bons itself is registered in ``program``: cancelling one may give points back.
"""

from vouchers.admin.batches import BatchAdmin
from vouchers.admin.budgets import BudgetAdmin
from vouchers.admin.cards import CardTermsAdmin, GiftCardAdmin, RefusedPaymentAdmin
from vouchers.admin.refused import RefusedCodeAdmin
from vouchers.admin.vouchers import VoucherShelf

__all__ = [
    "BatchAdmin",
    "BudgetAdmin",
    "CardTermsAdmin",
    "GiftCardAdmin",
    "RefusedCodeAdmin",
    "RefusedPaymentAdmin",
    "VoucherShelf",
]
