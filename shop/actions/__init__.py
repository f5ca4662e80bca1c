"""Take in what the shop states. Whatever the order of arrival, the last word stays.

Rows are made and locked in one order everywhere, so that no two statements wait for each
other: customer, group, cart, category, product, order.
"""

from shop.actions.carts import remove_cart, state_cart
from shop.actions.catalogue import (
    refer_product,
    remove_product,
    state_category,
    state_product,
)
from shop.actions.checks import check_goods, check_order
from shop.actions.customers import (
    erase_customer,
    lock_customer,
    prove_email,
    state_customer,
    state_group,
)
from shop.actions.erasing import ask_erasure, lock_due, withdraw_erasure
from shop.actions.facts import CurrencyMismatch, Stated, Unknown
from shop.actions.history import Addition, add_orders, already_stated
from shop.actions.merging import (
    AlreadyMerged,
    CannotMerge,
    ErasedCustomer,
    IntoGuest,
    NotMerged,
    OtherShop,
    SameCustomer,
    check_merge,
    merge,
    unmerge,
)
from shop.actions.orders import StatedOrder, lock_order, state_order
from shop.actions.owners import (
    Owner,
    give_to,
    is_guests,
    lock_canonical,
    lock_claimable,
    lock_claimer,
    reaches,
)
from shop.actions.placing import place_lines, reopen_lines
from shop.actions.shops import CodeTaken, create_shop

__all__ = [
    "Addition",
    "AlreadyMerged",
    "CannotMerge",
    "CodeTaken",
    "CurrencyMismatch",
    "ErasedCustomer",
    "IntoGuest",
    "NotMerged",
    "OtherShop",
    "Owner",
    "SameCustomer",
    "Stated",
    "StatedOrder",
    "Unknown",
    "add_orders",
    "already_stated",
    "ask_erasure",
    "check_goods",
    "check_merge",
    "check_order",
    "create_shop",
    "erase_customer",
    "give_to",
    "is_guests",
    "lock_canonical",
    "lock_claimable",
    "lock_claimer",
    "lock_customer",
    "lock_due",
    "lock_order",
    "merge",
    "place_lines",
    "prove_email",
    "reaches",
    "refer_product",
    "remove_cart",
    "remove_product",
    "reopen_lines",
    "state_cart",
    "state_category",
    "state_customer",
    "state_group",
    "state_order",
    "state_product",
    "unmerge",
    "withdraw_erasure",
]
