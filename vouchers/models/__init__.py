from vouchers.models.batches import Batch
from vouchers.models.budgets import Budget
from vouchers.models.cancellations import Cancellation
from vouchers.models.uses import RefusedCode, VoucherHold, VoucherUse
from vouchers.models.vouchers import Voucher

__all__ = [
    "Batch",
    "Budget",
    "Cancellation",
    "RefusedCode",
    "Voucher",
    "VoucherHold",
    "VoucherUse",
]
