from vouchers.models.batches import Batch
from vouchers.models.budgets import Budget
from vouchers.models.cancellations import Cancellation
from vouchers.models.guards import CappedOrder, MarginGuard
from vouchers.models.offers import BasketOffer, OfferStep, OfferUse
from vouchers.models.uses import RefusedCode, VoucherHold, VoucherUse
from vouchers.models.vouchers import Voucher

__all__ = [
    "BasketOffer",
    "Batch",
    "Budget",
    "Cancellation",
    "CappedOrder",
    "MarginGuard",
    "OfferStep",
    "OfferUse",
    "RefusedCode",
    "Voucher",
    "VoucherHold",
    "VoucherUse",
]
