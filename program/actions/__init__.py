"""The programme: receive a fact, settle it, in one transaction.

Locks are taken in one order everywhere: customer, order, account, voucher. An order takes
its bons before the account: nobody else can want them, for a bon is its customer's.
"""

from program.actions.cancelling import cancel_voucher
from program.actions.importing import Outcome, import_orders
from program.actions.night import NIGHT, night
from program.actions.opening import open_shop
from program.actions.receiving import (
    Receipt,
    erase_customer,
    receive_customer,
    receive_order,
)
from program.actions.settling import Settlement, settle_all, settle_order

__all__ = [
    "NIGHT",
    "Outcome",
    "Receipt",
    "Settlement",
    "cancel_voucher",
    "erase_customer",
    "import_orders",
    "night",
    "open_shop",
    "receive_customer",
    "receive_order",
    "settle_all",
    "settle_order",
]
