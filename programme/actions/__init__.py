"""The programme: receive a fact, settle it, in one transaction.

Locks are taken in one order everywhere: customer, order, account, voucher. An order takes
its vouchers before the account: nobody else can want them, for a voucher is its customer's.
"""

from programme.actions.cancelling import cancel_voucher
from programme.actions.erasing import erase_customer
from programme.actions.guest_orders import claim_missed_guest_orders, prove_email
from programme.actions.importing import import_orders
from programme.actions.merging import merge_customers, unmerge_customer
from programme.actions.night import NIGHT, night
from programme.actions.order_settlement import settle_all, settle_order
from programme.actions.previewing import preview_order
from programme.actions.receipts import OrderReceipt
from programme.actions.receiving import (
    receive_category,
    receive_customer,
    receive_product,
)
from programme.actions.receiving_orders import receive_order
from programme.actions.shop_opening import begin_earning, open_shop
from programme.actions.tiers import change_tiers, review_night, undo_tiers

__all__ = [
    "NIGHT",
    "OrderReceipt",
    "begin_earning",
    "cancel_voucher",
    "change_tiers",
    "claim_missed_guest_orders",
    "erase_customer",
    "import_orders",
    "merge_customers",
    "night",
    "open_shop",
    "preview_order",
    "prove_email",
    "receive_category",
    "receive_customer",
    "receive_order",
    "receive_product",
    "review_night",
    "settle_all",
    "settle_order",
    "undo_tiers",
    "unmerge_customer",
]
