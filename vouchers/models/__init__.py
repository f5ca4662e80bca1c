from vouchers.models.budgets import Budget
from vouchers.models.uses import RefusedCode, VoucherHold, VoucherUse
from vouchers.models.vouchers import Voucher

__all__ = ["Budget", "RefusedCode", "Voucher", "VoucherHold", "VoucherUse"]
