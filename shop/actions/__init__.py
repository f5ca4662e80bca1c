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
from shop.actions.customers import (
    erase_customer,
    forget_address,
    lock_customer,
    lock_person,
    prove_email,
    state_customer,
    state_group,
)
from shop.actions.erasing import ask_erasure, lock_due
from shop.actions.facts import StatementResult
from shop.actions.merging import (
    AlreadyMerged,
    CannotMerge,
    ErasedCustomer,
    IntoGuest,
    NotMerged,
)
from shop.actions.order_owners import (
    assign_order,
    is_guest_order,
    lock_canonical,
    lock_claimable_orders,
    lock_claiming_member,
    may_claim,
)
from shop.actions.orders import lock_order, mark_counting, state_order
from shop.actions.refusals import CurrencyMismatch, UnknownId
from shop.actions.resolving import resolve_lines
from shop.actions.shops import ShopCodeTaken, create_shop

__all__ = [
    "AlreadyMerged",
    "CannotMerge",
    "CurrencyMismatch",
    "ErasedCustomer",
    "IntoGuest",
    "NotMerged",
    "ShopCodeTaken",
    "StatementResult",
    "UnknownId",
    "ask_erasure",
    "assign_order",
    "create_shop",
    "erase_customer",
    "forget_address",
    "is_guest_order",
    "lock_canonical",
    "lock_claimable_orders",
    "lock_claiming_member",
    "lock_customer",
    "lock_due",
    "lock_order",
    "lock_person",
    "mark_counting",
    "may_claim",
    "prove_email",
    "refer_product",
    "remove_cart",
    "remove_product",
    "resolve_lines",
    "state_cart",
    "state_category",
    "state_customer",
    "state_group",
    "state_order",
    "state_product",
]
