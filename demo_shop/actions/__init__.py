"""Actions of the demo shop: it asks the programme before it writes, and informs it after.

Locks are taken in this order: account, cart, storefront; an order is locked alone.
"""

from demo_shop.actions.accounts import open_account
from demo_shop.actions.carts import (
    TooManyCodes,
    add_code,
    add_product,
    attach_cart,
    drop_code,
    new_cart,
    set_quantity,
)
from demo_shop.actions.changing import (
    OrderChange,
    PreviewChanged,
    change_order,
    preview_change,
)
from demo_shop.actions.ordering import (
    EmptyCart,
    PaymentMethod,
    PaymentRefused,
    PriceChanged,
    SoldOut,
    ask_quote,
    begin_checkout,
    pay,
)
from demo_shop.actions.syncing import client_of, sync_order, sync_orders
from demo_shop.actions.withdrawing import TooLateToWithdraw, can_withdraw, withdraw

__all__ = [
    "EmptyCart",
    "OrderChange",
    "PaymentMethod",
    "PaymentRefused",
    "PreviewChanged",
    "PriceChanged",
    "SoldOut",
    "TooLateToWithdraw",
    "TooManyCodes",
    "add_code",
    "add_product",
    "ask_quote",
    "attach_cart",
    "begin_checkout",
    "can_withdraw",
    "change_order",
    "client_of",
    "drop_code",
    "new_cart",
    "open_account",
    "pay",
    "preview_change",
    "set_quantity",
    "sync_order",
    "sync_orders",
    "withdraw",
]
