from shop.models.carts import Cart, CartLine
from shop.models.catalogue import Category, Product
from shop.models.customers import Customer, CustomerGroup
from shop.models.erasures import ErasureRequest
from shop.models.facts import Fact
from shop.models.orders import Order, OrderLine
from shop.models.prices import PriceChange
from shop.models.privacy import CustomerLook, RetentionNotice
from shop.models.roots import LedgerRoot
from shop.models.shop import Shop

__all__ = [
    "Cart",
    "CartLine",
    "Category",
    "Customer",
    "CustomerGroup",
    "CustomerLook",
    "ErasureRequest",
    "Fact",
    "LedgerRoot",
    "Order",
    "OrderLine",
    "PriceChange",
    "Product",
    "RetentionNotice",
    "Shop",
]
