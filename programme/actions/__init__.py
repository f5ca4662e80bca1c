"""The programme: receive a fact, settle it, in one transaction.

Locks are taken in one order everywhere: customer, order, account, voucher. An order takes
its vouchers before the account: nobody else can want them, for a voucher is its customer's.
"""

from programme.actions.cancelling import cancel_voucher
from programme.actions.erasing import ask_erasure, erase_customer, erase_due
from programme.actions.guest_orders import claim_missed_guest_orders, prove_email
from programme.actions.importing import ImportedOrder, import_orders
from programme.actions.merging import merge_customers, unmerge_customer
from programme.actions.night import NIGHT, night
from programme.actions.order_settlement import OrderSettlement, settle_all, settle_order
from programme.actions.previewing import preview_order
from programme.actions.receipts import OrderPreview, OrderReceipt, VoucherChange
from programme.actions.receiving import (
    receive_category,
    receive_customer,
    receive_order,
    receive_product,
)
from programme.actions.referring import settle_referrals
from programme.actions.removing import remove_order
from programme.actions.shop_opening import begin_earning, open_shop
from programme.actions.tiers import (
    change_tiers,
    review_night,
    review_tiers,
    undo_tiers,
)
from programme.queries.benefits import BenefitsSnapshot

__all__ = [
    "NIGHT",
    "BenefitsSnapshot",
    "ImportedOrder",
    "OrderPreview",
    "OrderReceipt",
    "OrderSettlement",
    "VoucherChange",
    "ask_erasure",
    "begin_earning",
    "cancel_voucher",
    "change_tiers",
    "claim_missed_guest_orders",
    "erase_customer",
    "erase_due",
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
    "remove_order",
    "review_night",
    "review_tiers",
    "settle_all",
    "settle_order",
    "settle_referrals",
    "undo_tiers",
    "unmerge_customer",
]
