from demo_shop.models.accounts import DemoAccount
from demo_shop.models.carts import DemoCart, DemoCartLine
from demo_shop.models.catalogue import DemoCategory, DemoProduct
from demo_shop.models.orders import DemoOrder, DemoOrderLine
from demo_shop.models.storefront import Storefront

__all__ = [
    "DemoAccount",
    "DemoCart",
    "DemoCartLine",
    "DemoCategory",
    "DemoOrder",
    "DemoOrderLine",
    "DemoProduct",
    "Storefront",
]
