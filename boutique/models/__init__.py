from boutique.models.accounts import Account
from boutique.models.baskets import Basket, BasketLine
from boutique.models.catalogue import Category, Product
from boutique.models.orders import Order, OrderLine
from boutique.models.storefront import Storefront

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
