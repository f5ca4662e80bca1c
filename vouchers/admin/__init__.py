"""Vouchers, their batches, budgets, refused codes and statistics; offers and their ceiling.

The page of vouchers itself is registered in ``programme``: cancelling one may give points
back.
"""

from vouchers.admin.batches import BatchAdmin
from vouchers.admin.budgets import BudgetAdmin
from vouchers.admin.guards import MarginGuardAdmin
from vouchers.admin.offers import BasketOfferAdmin
from vouchers.admin.refused import RefusedCodeAdmin
from vouchers.admin.vouchers import VoucherShelf

__all__ = [
    "BasketOfferAdmin",
    "BatchAdmin",
    "BudgetAdmin",
    "MarginGuardAdmin",
    "RefusedCodeAdmin",
    "VoucherShelf",
]
