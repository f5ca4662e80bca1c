from vouchers.queries.finding import FoundVoucher, find
from vouchers.queries.offer_results import order_discounts
from vouchers.queries.offers import ActiveOffers, OpenOffer, active_offers
from vouchers.queries.scope_names import scope_names, with_scope_names
from vouchers.queries.usable import (
    UsableVouchers,
    by_code,
    cancellable,
    discounts_by_order,
    of_customer,
    refused_codes,
    usable,
    usable_by_shop,
    usable_with_scope,
)
from vouchers.queries.uses import codes_of, uses_by
from vouchers.queries.voucher_checks import inconsistencies

__all__ = [
    "ActiveOffers",
    "FoundVoucher",
    "OpenOffer",
    "UsableVouchers",
    "active_offers",
    "by_code",
    "cancellable",
    "codes_of",
    "discounts_by_order",
    "find",
    "inconsistencies",
    "of_customer",
    "order_discounts",
    "refused_codes",
    "scope_names",
    "usable",
    "usable_by_shop",
    "usable_with_scope",
    "uses_by",
    "with_scope_names",
]
