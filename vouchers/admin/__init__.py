"""What staff see of bons."""

from vouchers.admin.vouchers import VoucherAdmin

__all__ = ["VoucherAdmin"]
