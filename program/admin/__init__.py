"""Pages that show several floors at once: shops, customers, orders, bons."""

from program.admin.customers import CustomerAdmin
from program.admin.levels import LevelAdmin, MoveAdmin
from program.admin.orders import OrderAdmin
from program.admin.shops import ShopAdmin
from program.admin.vouchers import VoucherAdmin

__all__ = [
    "CustomerAdmin",
    "LevelAdmin",
    "MoveAdmin",
    "OrderAdmin",
    "ShopAdmin",
    "VoucherAdmin",
]
