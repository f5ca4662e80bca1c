"""The programme: receive a fact, settle it, in one transaction.

Locks are taken in one order everywhere: customer, order, account, voucher.
"""

from program.actions.opening import open_shop
from program.actions.receiving import (
    Receipt,
    erase_customer,
    receive_customer,
    receive_order,
)
from program.actions.settling import Settlement, settle_all, settle_order

__all__ = [
    "Receipt",
    "Settlement",
    "erase_customer",
    "open_shop",
    "receive_customer",
    "receive_order",
    "settle_all",
    "settle_order",
]
