"""Pages that show several floors at once: shops, customers, orders."""

from program.admin.customers import CustomerAdmin
from program.admin.orders import OrderAdmin
from program.admin.shops import ShopAdmin

__all__ = ["CustomerAdmin", "OrderAdmin", "ShopAdmin"]
