from vouchers.models.batches import VoucherBatch
from vouchers.models.budgets import Budget
from vouchers.models.cancellations import VoucherCancellation
from vouchers.models.guards import CappedOrder, MarginGuard
from vouchers.models.movements import VoucherMovement
from vouchers.models.offers import CartOffer, OfferStep, OfferUse
from vouchers.models.uses import RefusedCode, VoucherHold, VoucherUse
from vouchers.models.vouchers import Voucher

__all__ = [
    "Budget",
    "CappedOrder",
    "CartOffer",
    "MarginGuard",
    "OfferStep",
    "OfferUse",
    "RefusedCode",
    "Voucher",
    "VoucherBatch",
    "VoucherCancellation",
    "VoucherHold",
    "VoucherMovement",
    "VoucherUse",
]
