"""Vouchers, their batches, budgets, refused codes and statistics; offers and their ceiling.

The page of vouchers itself is registered in ``programme``: cancelling one may give points
back.
"""

from vouchers.admin.batches import VoucherBatchAdmin
from vouchers.admin.budgets import BudgetAdmin
from vouchers.admin.guards import MarginGuardAdmin
from vouchers.admin.offers import CartOfferAdmin
from vouchers.admin.refused_codes import RefusedCodeAdmin
from vouchers.admin.vouchers import VoucherBrowser

__all__ = [
    "BudgetAdmin",
    "CartOfferAdmin",
    "MarginGuardAdmin",
    "RefusedCodeAdmin",
    "VoucherBatchAdmin",
    "VoucherBrowser",
]
