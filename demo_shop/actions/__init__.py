"""What happens in the shop. The programme is told after, and asked before.

Locks: account, cart, storefront; an order alone.
"""

from demo_shop.actions.accounts import open_account
from demo_shop.actions.carts import (
    TooManyCodes,
    add_code,
    adopt,
    drop_code,
    new_cart,
    put_in,
    set_quantity,
)
from demo_shop.actions.changing import Change, PreviewChanged, change_order, preview_change
from demo_shop.actions.ordering import (
    EmptyCart,
    Means,
    PaymentRefused,
    PriceChanged,
    SoldOut,
    ask_quote,
    begin_checkout,
    pay,
)
from demo_shop.actions.telling import programme_of, tell, tell_all
from demo_shop.actions.withdrawing import TooLate, can_withdraw, withdraw

__all__ = [
    "Change",
    "EmptyCart",
    "Means",
    "PaymentRefused",
    "PreviewChanged",
    "PriceChanged",
    "SoldOut",
    "TooLate",
    "TooManyCodes",
    "add_code",
    "adopt",
    "ask_quote",
    "begin_checkout",
    "can_withdraw",
    "change_order",
    "drop_code",
    "new_cart",
    "open_account",
    "pay",
    "preview_change",
    "programme_of",
    "put_in",
    "set_quantity",
    "tell",
    "tell_all",
    "withdraw",
]
