from vouchers.models.batches import Batch
from vouchers.models.budgets import Budget
from vouchers.models.cancellations import Cancellation
from vouchers.models.card_movements import CardHold, CardMovement, RefusedPayment
from vouchers.models.card_terms import CardTerms, VatRegime
from vouchers.models.cards import CardBatch, GiftCard
from vouchers.models.guards import CappedOrder, MarginGuard
from vouchers.models.offers import BasketOffer, OfferStep, OfferUse
from vouchers.models.uses import RefusedCode, VoucherHold, VoucherUse
from vouchers.models.vouchers import Voucher

__all__ = [
    "BasketOffer",
    "Batch",
    "Budget",
    "Cancellation",
    "CappedOrder",
    "CardBatch",
    "CardHold",
    "CardMovement",
    "CardTerms",
    "GiftCard",
    "MarginGuard",
    "OfferStep",
    "OfferUse",
    "RefusedCode",
    "RefusedPayment",
    "VatRegime",
    "Voucher",
    "VoucherHold",
    "VoucherUse",
]
