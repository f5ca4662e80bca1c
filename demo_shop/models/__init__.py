from demo_shop.models.accounts import Account
from demo_shop.models.baskets import Basket, BasketLine
from demo_shop.models.catalogue import Category, Product
from demo_shop.models.orders import Order, OrderLine
from demo_shop.models.storefront import Storefront

__all__ = [
    "Account",
    "Basket",
    "BasketLine",
    "Category",
    "Order",
    "OrderLine",
    "Product",
    "Storefront",
]
