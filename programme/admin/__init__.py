"""Pages that show several floors at once: shops, customers, orders, vouchers."""

from programme.admin.customers import CustomerAdmin
from programme.admin.order_admin import OrderAdmin
from programme.admin.shops import ShopAdmin
from programme.admin.tiers import MoveAdmin, TierAdmin
from programme.admin.vouchers import VoucherAdmin

__all__ = [
    "CustomerAdmin",
    "MoveAdmin",
    "OrderAdmin",
    "ShopAdmin",
    "TierAdmin",
    "VoucherAdmin",
]
