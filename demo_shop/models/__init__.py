from demo_shop.models.accounts import Account
from demo_shop.models.carts import DemoCart, DemoCartLine
from demo_shop.models.catalogue import Category, Product
from demo_shop.models.orders import Order, OrderLine
from demo_shop.models.storefront import Storefront

__all__ = [
    "Account",
    "Category",
    "DemoCart",
    "DemoCartLine",
    "Order",
    "OrderLine",
    "Product",
    "Storefront",
]
