"""Take in what the shop states. Whatever the order of arrival, the last word stays."""

from shop.actions.catalogue import (
    remove_product,
    state_category,
    state_product,
)
from shop.actions.carts import remove_cart, state_cart
from shop.actions.customers import erase_customer, state_customer, state_group
from shop.actions.facts import CurrencyMismatch, Stated, Unknown
from shop.actions.orders import lock_order, state_order
from shop.actions.shops import CodeTaken, create_shop

__all__ = [
    "CodeTaken",
    "CurrencyMismatch",
    "Stated",
    "Unknown",
    "create_shop",
    "erase_customer",
    "lock_order",
    "remove_cart",
    "remove_product",
    "state_cart",
    "state_category",
    "state_customer",
    "state_group",
    "state_order",
    "state_product",
]
